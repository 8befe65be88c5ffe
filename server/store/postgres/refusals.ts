import { ClusterError } from "@/server/lib/errors";

const retryAfterMs = 1_000;

/** What a writer tells those whose writes it cannot take. Each says what is certain: whether anything was stored. */
export const refusals = {
  away: (cause?: unknown) =>
    new ClusterError("Unavailable", {
      says:
        "The database does not answer, so nothing can be changed now. Nothing of this was stored, and what runs goes " +
        "on running. Try again in a few seconds.",
      retryAfterMs,
      cause,
    }),
  notStored: (cause?: unknown) =>
    new ClusterError("Unavailable", {
      says: "The database went away while this was being written. It is certain that nothing was stored: try again.",
      retryAfterMs,
      cause,
    }),
  unknown: () =>
    new ClusterError("OutcomeUnknown", {
      says:
        "The database went away while this was being written, and it could not be learnt in time whether it was " +
        "stored. Look before you try again.",
    }),
  moved: () =>
    new ClusterError("Unavailable", {
      says: "The store was taken over while this was being written. It is certain that nothing was stored: try again.",
      retryAfterMs,
    }),
  superseded: () =>
    new ClusterError("Unavailable", {
      says: "Another control plane has taken over this database. Nothing of this was stored: ask that one.",
    }),
  closed: () => new ClusterError("Unavailable", { says: "The store is closed. Nothing was stored." }),
  tooMany: () =>
    new ClusterError("TooManyRequests", {
      says: "Too many writes are waiting for the database. Nothing of this was stored: try again.",
      retryAfterMs,
    }),
  refused: (cause: Error) =>
    new ClusterError("Unavailable", {
      says: `The database refused to store this (${cause.message}). Nothing was stored.`,
      retryAfterMs,
      cause,
    }),
};
