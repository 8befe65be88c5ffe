import { TRPCError } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { shapeOf } from "./errors";

describe("an error of tRPC itself", () => {
  it.each([
    ["NOT_FOUND", "NotFound", 404],
    ["METHOD_NOT_SUPPORTED", "MethodNotAllowed", 405],
    ["PAYLOAD_TOO_LARGE", "RequestEntityTooLarge", 413],
    ["BAD_REQUEST", "BadRequest", 400],
  ] as const)("%s has the status of its reason", (code, reason, status) => {
    expect(shapeOf(new TRPCError({ code, message: "no" }))).toMatchObject({ reason, status, says: "no" });
  });

  it("that was not foreseen shows nothing of itself", () => {
    const shown = shapeOf(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: "a secret" }));
    expect(shown).toMatchObject({ reason: "InternalError", status: 500, says: expect.not.stringContaining("secret") });
  });
});
