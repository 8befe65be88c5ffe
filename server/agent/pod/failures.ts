import { backoffMs } from "@/server/lib/backoff";
import { messageOf } from "@/server/lib/errors";
import { RuntimeError } from "../runtime/runtime";
import type { Failure } from "./view";

const imageReasons = new Set(["ErrImagePull", "ErrImageNeverPull", "InvalidImageName", "ImagePullBackOff"]);

/** What is shown of a start that failed, and when it is tried again: missing configuration soon, the rest by back-off. */
export function failureOf(error: unknown, failures: number, monotonicMs: number): Failure {
  const reason = error instanceof RuntimeError ? error.reason : "CreateContainerError";
  const message = messageOf(error);
  if (error instanceof RuntimeError && error.isTerminal) return { reason, message };
  const isSoon = reason === "CreateContainerConfigError" || !(error instanceof RuntimeError);
  const pace = isSoon ? { firstMs: 1_000, maxMs: 20_000 } : { firstMs: 10_000, maxMs: 300_000 };
  return { reason, message, retryAtMs: monotonicMs + backoffMs(failures, pace) };
}

export const isAboutImage = (reason: string) => imageReasons.has(reason);

/** While it waits to pull again, kubelet shows the back-off instead of the error. */
export function backingOff(failure: Failure, image: string): Failure {
  if (failure.reason !== "ErrImagePull") return failure;
  const message = `Back-off pulling image "${image}": ${failure.reason}: ${failure.message}`;
  return { ...failure, reason: "ImagePullBackOff", message };
}
