/**
 * Why something was refused or failed: Kubernetes' `metav1.StatusReason`, and two of ours
 * (`Unavailable` as Kubernetes' ServiceUnavailable; `OutcomeUnknown`: a write was sent, its answer was lost).
 */
export type Reason =
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "AlreadyExists"
  | "Conflict"
  | "Expired"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "Invalid"
  | "TooManyRequests"
  | "InternalError"
  | "Unavailable"
  | "Timeout"
  | "OutcomeUnknown";

const httpStatus: Record<Reason, number> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  AlreadyExists: 409,
  Conflict: 409,
  Expired: 410,
  RequestEntityTooLarge: 413,
  UnsupportedMediaType: 415,
  Invalid: 422,
  TooManyRequests: 429,
  InternalError: 500,
  Unavailable: 503,
  Timeout: 504,
  OutcomeUnknown: 504,
};

/** What is wrong with one field, in the shape of Kubernetes' `metav1.StatusCause`. */
export interface FieldError {
  /** Path as Kubernetes writes it: `spec.template.spec.containers[0].image`; empty where no field is the cause. */
  readonly field: string;
  readonly reason:
    | "FieldValueRequired"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldValueDuplicate"
    | "FieldValueForbidden"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid"
    | "FieldValueNotFound"
    | "FieldValueUnknown"
    /** Another manager owns the field that an apply would set. */
    | "FieldManagerConflict"
    /** A PodDisruptionBudget refuses an eviction; about no field. */
    | "DisruptionBudget";
  /** In Kubernetes' words, the offending value included: `Invalid value: -1: must be greater than or equal to 0`. */
  readonly message: string;
}

export interface ErrorDetails {
  /** For a person: what happened, what was kept, what to do. */
  readonly says: string;
  readonly fields?: readonly FieldError[];
  /** What it was about, for Kubernetes' Status details. */
  readonly about?: { readonly kind?: string; readonly group?: string; readonly name?: string };
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** The one error class: made where the cause is known, turned into an answer once, at the edge. */
export class ClusterError extends Error {
  readonly reason: Reason;
  readonly fields: readonly FieldError[];
  readonly about: ErrorDetails["about"];
  readonly retryAfterMs: number | undefined;

  constructor(reason: Reason, details: ErrorDetails) {
    super(details.says, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ClusterError";
    this.reason = reason;
    this.fields = details.fields ?? [];
    this.about = details.about;
    this.retryAfterMs = details.retryAfterMs;
  }

  get says(): string {
    return this.message;
  }

  /** The HTTP status that Kubernetes answers with for this reason. */
  get status(): number {
    return httpStatus[this.reason];
  }
}

export function isReason(error: unknown, ...reasons: Reason[]): error is ClusterError {
  return error instanceof ClusterError && reasons.includes(error.reason);
}

/** Any thrown value as text for a log line or a condition message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
