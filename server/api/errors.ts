import type { TRPC_ERROR_CODE_KEY } from "@trpc/server";
import { TRPCError } from "@trpc/server";
import { ClusterError, type FieldError, type Reason } from "@/server/lib/errors";

/** What a page is told of an error, beside the message. */
export interface ErrorShape {
  readonly reason: Reason;
  readonly says: string;
  readonly fields: readonly FieldError[];
  readonly status: number;
  readonly retryAfterMs?: number;
}

const codes: Readonly<Record<Reason, TRPC_ERROR_CODE_KEY>> = {
  BadRequest: "BAD_REQUEST",
  Unauthorized: "UNAUTHORIZED",
  Forbidden: "FORBIDDEN",
  NotFound: "NOT_FOUND",
  MethodNotAllowed: "METHOD_NOT_SUPPORTED",
  NotAcceptable: "BAD_REQUEST",
  AlreadyExists: "CONFLICT",
  Conflict: "CONFLICT",
  Expired: "PRECONDITION_FAILED",
  UnsupportedMediaType: "UNSUPPORTED_MEDIA_TYPE",
  RequestEntityTooLarge: "PAYLOAD_TOO_LARGE",
  Invalid: "UNPROCESSABLE_CONTENT",
  TooManyRequests: "TOO_MANY_REQUESTS",
  InternalError: "INTERNAL_SERVER_ERROR",
  Unavailable: "SERVICE_UNAVAILABLE",
  Timeout: "GATEWAY_TIMEOUT",
  OutcomeUnknown: "GATEWAY_TIMEOUT",
};

export function toTrpcError(error: ClusterError): TRPCError {
  return new TRPCError({ code: codes[error.reason], message: error.says, cause: error });
}

/**
 * Any error of a procedure, for the page. What was not foreseen is not shown: its text may hold what this person must
 * not see; the log has it.
 */
export function shapeOf(error: TRPCError): ErrorShape {
  const { cause } = error;
  if (cause instanceof ClusterError) return shaped(cause);
  if (isZodError(cause)) {
    const fields = cause.issues.map(
      (issue): FieldError => ({ field: issue.path.join("."), reason: "FieldValueInvalid", message: issue.message }),
    );
    return { reason: "BadRequest", says: "This request is not valid.", fields, status: 400 };
  }
  const known = Object.entries(codes).find(([, code]) => code === error.code)?.[0] as Reason | undefined;
  if (known && known !== "InternalError") return shaped(new ClusterError(known, { says: error.message }));
  return {
    reason: "InternalError",
    says: "Something went wrong on our side; nothing was changed.",
    fields: [],
    status: 500,
  };
}

function shaped({ reason, says, fields, status, retryAfterMs }: ClusterError): ErrorShape {
  return { reason, says, fields, status, retryAfterMs };
}

interface ZodErrorLike {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

function isZodError(cause: unknown): cause is ZodErrorLike {
  return cause instanceof Error && Array.isArray(Reflect.get(cause, "issues"));
}
