import { describe, expect, it } from "vitest";
import { checkSetup } from "./checkSetup";

const good = {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery",
  repeat: "correct horse battery",
};

describe("the form of the first administrator", () => {
  it("has nothing against a good answer", () => {
    expect(checkSetup(good)).toEqual({});
  });

  it("names each field that is wrong", () => {
    expect(checkSetup({ name: "", email: "ada", password: "short", repeat: "other" })).toEqual({
      name: "required",
      email: "required",
      password: "tooShort",
      repeat: "mismatch",
    });
  });
});
