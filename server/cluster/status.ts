import { ClusterError, type FieldError, messageOf, type Reason } from "@/server/lib/errors";

/** `metav1.Status`: how the Kubernetes API says what went wrong. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: object;
  readonly status: "Failure" | "Success";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

/** Reasons that Kubernetes calls otherwise, or has no word for. */
const words: Partial<Record<Reason, string>> = { Unavailable: "ServiceUnavailable", OutcomeUnknown: "Timeout" };

/** How a read of a revision that is not there yet begins to say so; clients look for its cause. */
const tooLarge = "Timeout: Too large resource version";

/** Any thrown value as a Status; what is no ClusterError is an InternalError, and its text stays in the log. */
export function toStatus(error: unknown): Status & { readonly code: number } {
  const known =
    error instanceof ClusterError ? error : new ClusterError("InternalError", { says: "Internal error occurred" });
  const causes: { reason: string; message: string; field?: string }[] = known.fields.map((one) => ({
    reason: one.reason,
    message: one.message,
    ...(one.field !== "" && { field: one.field }),
  }));
  if (known.reason === "OutcomeUnknown") causes.push({ reason: "OutcomeUnknown", message: known.says });
  if (known.says.startsWith(tooLarge)) causes.push({ reason: "ResourceVersionTooLarge", message: tooLarge.slice(9) });
  const details = {
    ...withoutEmpty(known.about ?? {}),
    ...(causes.length > 0 && { causes }),
    ...(known.retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(known.retryAfterMs / 1000) }),
  };
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: known.says,
    reason: words[known.reason] ?? known.reason,
    // What is about no object at all (a path, a method) says so by details without anything in them.
    ...((Object.keys(details).length > 0 || known.about) && { details }),
    code: known.status,
  };
}

/** What is about no group, or nothing with a name, says so by leaving it out. */
function withoutEmpty(about: NonNullable<ClusterError["about"]>): object {
  return Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined && value !== ""));
}

const byCode: Readonly<Record<number, Reason>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Expired",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  503: "Unavailable",
  504: "Timeout",
};

/** The error that an answer tells: its Status, or what its code says when the body is none. */
export function fromAnswer(code: number, body: string): ClusterError {
  try {
    const status: unknown = JSON.parse(body);
    if (isStatus(status)) return fromStatus({ ...status, code: status.code ?? code });
  } catch {
    // Not JSON: a proxy's page, or nothing. The code speaks for it.
  }
  const says = body.trim().slice(0, 300) || `the server answered ${code}`;
  return new ClusterError(byCode[code] ?? "InternalError", { says });
}

export function fromStatus({ code = 500, reason, message = "", details = {} }: Status): ClusterError {
  const { name, group, kind, causes = [], retryAfterSeconds } = details;
  const isUnknown = causes.some((cause) => cause.reason === "OutcomeUnknown");
  const known = isUnknown ? "OutcomeUnknown" : reason === "AlreadyExists" ? reason : byCode[code];
  return new ClusterError(known ?? "InternalError", {
    says: message || messageOf(reason),
    fields: causes.filter((cause): cause is FieldError => cause.field !== undefined),
    about: { ...(kind && { kind }), ...(group && { group }), ...(name && { name }) },
    ...(retryAfterSeconds !== undefined && { retryAfterMs: retryAfterSeconds * 1000 }),
  });
}

export function isStatus(value: unknown): value is Status {
  return typeof value === "object" && value !== null && Reflect.get(value, "kind") === "Status";
}
