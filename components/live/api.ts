"use client";
import { createTRPCClient, getUntypedClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import superjson from "superjson";
import type { AppRouter } from "@/server/api/root";

export type Inputs = inferRouterInputs<AppRouter>;
export type Outputs = inferRouterOutputs<AppRouter>;

/** Where a visitor without a session is sent, to come back afterwards. */
export function goToSignIn(): void {
  const here = window.location.pathname + window.location.search;
  if (/^\/(sign-in|setup)/.test(here)) return;
  window.location.assign(here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`);
}

/** The router's procedures, typed by it. Acts go out here; state comes in by `useLive`. */
export const api = createTRPCClient<AppRouter>({
  links: [
    httpBatchLink({
      url: "/api/trpc",
      transformer: superjson,
      maxURLLength: 4_000,
      // The server takes a mutation only from a page of its own: no other site can set this header.
      headers: { "x-pilothouse": "console" },
      async fetch(url, options) {
        const answer = await fetch(url, { ...options, credentials: "same-origin" });
        if (answer.status === 401) goToSignIn();
        return answer;
      },
    }),
  ],
});

/** A view by its name, for what is typed elsewhere (`useLive`). */
export function readView(view: string, input: unknown): Promise<unknown> {
  return getUntypedClient(api).query(view, input);
}

export interface Problem {
  /** Kubernetes' reason, or `Unreachable`: the control plane did not answer. */
  readonly reason: string;
  /** For a person; empty when only the reason is known. */
  readonly says: string;
  readonly fields: readonly { readonly field: string; readonly message: string; readonly reason?: string }[];
}

/** Any thrown value as what a person can be told. */
export function problemOf(error: unknown): Problem {
  if (error instanceof TRPCClientError) {
    const data: unknown = error.data;
    if (isRecord(data)) {
      return {
        reason: typeof data.reason === "string" ? data.reason : "InternalError",
        says: typeof data.says === "string" ? data.says : error.message,
        fields: Array.isArray(data.fields) ? (data.fields as Problem["fields"]) : [],
      };
    }
    return { reason: "Unreachable", says: "", fields: [] };
  }
  if (isRecord(error) && typeof error.reason === "string" && typeof error.says === "string") {
    return { reason: error.reason, says: error.says, fields: [] };
  }
  return { reason: "InternalError", says: error instanceof Error ? error.message : String(error), fields: [] };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
