import { describe, expect, it } from "vitest";
import type { Schema } from "@/server/objects/kind";
import { ruleFaults } from "./ruleFaults";
import { checkRules } from "./rules";

const string: Schema = { type: "string" };
const integer: Schema = { type: "integer" };
const says = (schema: Schema, value: unknown, old?: unknown) =>
  checkRules({ schema, value, old, field: "spec" }).map(
    ({ field, reason, message }) => `${field} ${reason} ${message}`,
  );
const of = (rule: string, more: object = {}, type: Schema = {}): Schema => ({
  type: "object",
  properties: { min: integer, max: integer, frozen: string, opt: integer },
  ...type,
  "x-kubernetes-validations": [{ rule, ...more }],
});

describe("the rules of a custom kind, in a real API server's words", () => {
  it("say which rule failed, or the message that goes with it", () => {
    expect(says(of("self.min <= self.max"), { min: 5, max: 1 })).toEqual([
      "spec FieldValueInvalid Invalid value: failed rule: self.min <= self.max",
    ]);
    expect(says(of("self.min > 0", { messageExpression: "'min is ' + string(self.min)" }), { min: 0 })).toEqual([
      "spec FieldValueInvalid Invalid value: min is 0",
    ]);
    expect(says(of("self.min <= self.max"), { min: 1, max: 1 })).toEqual([]);
  });

  it("tell reason and field as the rule asks", () => {
    const forbidden = of("self.max < 100", { message: "too big", reason: "FieldValueForbidden", fieldPath: ".max" });
    expect(says(forbidden, { max: 100 })).toEqual(["spec.max FieldValueForbidden Forbidden: too big"]);
    const even = of("self % 2 == 0", { message: "even", reason: "FieldValueRequired" }, integer);
    expect(says(even, 3)).toEqual(["spec FieldValueRequired Required value: even"]);
    const good = of("self != 'bad'", { reason: "FieldValueDuplicate" }, string);
    const list: Schema = { type: "array", items: good };
    expect(says(list, ["fine", "bad"])).toEqual(['spec[1] FieldValueDuplicate Duplicate value: "bad"']);
  });

  it("refuse what they cannot be asked about", () => {
    expect(says(of("self.opt > 1", { message: "never said" }), {})).toEqual([
      'spec FieldValueInvalid Invalid value: "object": no such key: opt evaluating rule: never said',
    ]);
  });

  it("compare with what was before where there was something, and leave alone what did not change", () => {
    const immutable = of("self == oldSelf", { message: "immutable" }, string);
    expect(says(immutable, "a")).toEqual([]);
    expect(says(immutable, "a", "a")).toEqual([]);
    expect(says(immutable, "b", "a")).toEqual(['spec FieldValueInvalid Invalid value: "b": immutable']);
    const first = of(
      'oldSelf.hasValue() || self == "first"',
      { optionalOldSelf: true, message: "starts as first" },
      string,
    );
    expect(says(first, "x")).toEqual(['spec FieldValueInvalid Invalid value: "x": starts as first']);
    expect(says(first, "x", "first")).toEqual([]);
    expect(says(of("self.min <= self.max"), { min: 5, max: 1 }, { min: 5, max: 1 })).toEqual([]);
  });

  it("take time in proportion: patterns run linear, and loops within loops over long lists are refused", () => {
    const evil = of("self.matches('^(a+)+$')", {}, string);
    expect(says(evil, `${"a".repeat(5_000)}!`)).toHaveLength(1);
    const loops: Schema = {
      type: "array",
      items: string,
      "x-kubernetes-validations": [{ rule: "self.all(x, self.all(y, self.all(z, x != y || y != z)))" }],
    };
    const long = Array.from({ length: 1_000 }, String);
    expect(says(loops, long)[0]).toContain("call cost exceeds limit evaluating rule");
  });

  it("are refused themselves where they cannot be read, with Kubernetes' field and beginning", () => {
    const faults = (rule: object) =>
      ruleFaults({ ...of(""), "x-kubernetes-validations": [rule as never] }, "schema").map(
        (one) => `${one.field} ${one.message}`,
      );
    const at = "schema.x-kubernetes-validations[0]";
    expect(faults({ rule: "" })).toEqual([`${at}.rule Required value: rule is not specified`]);
    expect(faults({ rule: "foo > 1" })[0]).toContain("undeclared reference to 'foo' (in container '')");
    expect(faults({ rule: "size(self)" })[0]).toContain("cel expression must evaluate to a bool");
    expect(faults({ rule: "self.min > 1", optionalOldSelf: true })).toEqual([
      `${at}.optionalOldSelf Invalid value: true: may not be set if oldSelf is not used in rule`,
    ]);
    expect(faults({ rule: "self.min > 1", fieldPath: ".zz" })).toEqual([
      `${at}.fieldPath Invalid value: ".zz": must be a valid path`,
    ]);
  });
});
