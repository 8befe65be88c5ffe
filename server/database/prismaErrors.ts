/** What Prisma's errors say of their cause, by the part of their shape that is read here; the supervisor loads no Prisma. */
interface PrismaErrorLike {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly meta?: { readonly driverAdapterError?: { readonly cause?: { readonly originalCode?: unknown } } };
}

/** SQLSTATE's classes: data exception, constraint violated, a limit of the program exceeded. */
const classesOfData = ["22", "23", "54"];

/**
 * The database is well and refused the values themselves: the same statement will never pass. Everything else (away,
 * too slow, no such table yet) may pass later.
 */
export function isRefusedData(error: unknown): boolean {
  const { name, meta } = (error ?? {}) as PrismaErrorLike;
  const state = meta?.driverAdapterError?.cause?.originalCode;
  if (typeof state === "string") return classesOfData.includes(state.slice(0, 2));
  return name === "PrismaClientValidationError";
}

/** A unique value is another row's already. */
export function isTaken(error: unknown): boolean {
  return ((error ?? {}) as PrismaErrorLike).code === "P2002";
}
