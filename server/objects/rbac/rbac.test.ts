import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aRule } from "../builders/rbacBuilders";
import type { ClusterRole, PolicyRule } from "../types";
import { builtInRbac } from "./builtInRoles";
import { rulesText, uncovered } from "./covers";
import { limitedTo, limitsAnnotation, limitsOf, unlimitedPart, validateLimits } from "./limits";
import { allows, allowsPath } from "./rules";

const verb = fc.constantFrom("get", "list", "create", "update", "*");
const group = fc.constantFrom("", "apps", "*");
const resource = fc.constantFrom("pods", "pods/log", "deployments", "deployments/scale", "*", "*/scale");
const name = fc.constantFrom("a", "b");
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
const rule: fc.Arbitrary<PolicyRule> = fc.record({
  verbs: some<string>(verb),
  apiGroups: some<string>(group),
  resources: some<string>(resource),
  resourceNames: fc.oneof(fc.constant<string[]>([]), some(name)),
});
const act = fc.record({
  verb: fc.constantFrom("get", "list", "create", "update", "delete"),
  group: fc.constantFrom("", "apps", "batch"),
  resource: fc.constantFrom("pods", "deployments", "jobs"),
  subresource: fc.constantFrom(undefined, "log", "scale"),
  name: fc.constantFrom(undefined, "a", "b", "c"),
});

describe("rules", () => {
  it("that are covered allow no act that those who cover them do not", () => {
    fc.assert(
      fc.property(some(rule), some(rule), act, (held, wanted, asked) => {
        const gains = wanted.some((one) => allows(one, asked)) && !held.some((one) => allows(one, asked));
        if (gains) expect(uncovered(held, wanted)).not.toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it("cover themselves, and what is missing covers the rest", () => {
    fc.assert(
      fc.property(some(rule), some(rule), (held, wanted) => {
        expect(uncovered(wanted, wanted)).toEqual([]);
        expect(uncovered([...held, ...uncovered(held, wanted)], wanted)).toEqual([]);
      }),
    );
  });

  it("are printed as Kubernetes prints them, one grant a line, verbs joined", () => {
    const wanted = [aRule(["list", "get"], ["pods"]), { verbs: ["get"], nonResourceURLs: ["/x"] }];
    expect(rulesText(uncovered([aRule(["watch"], ["*"])], wanted))).toBe(
      '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}\n{NonResourceURLs:["/x"], Verbs:["get"]}',
    );
  });

  it("with names allow no act that has none", () => {
    const named = { ...aRule(["*"], ["secrets"]), resourceNames: ["a"] };
    const asked = { verb: "list", group: "", resource: "secrets" };
    expect(allows(named, asked)).toBe(false);
    expect(allows(named, { ...asked, verb: "get", name: "a" })).toBe(true);
  });

  it("reach paths that they name, or that begin as they do", () => {
    const paths = { verbs: ["get"], nonResourceURLs: ["/api/*", "/version"] };
    expect(["/api/v1", "/version", "/versions", "/metrics"].map((path) => allowsPath(paths, "get", path))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(allowsPath(paths, "post", "/version")).toBe(false);
  });
});

describe("limits", () => {
  const annotations = (text: string) => ({ annotations: { [limitsAnnotation]: text } });

  it("name the fields of a resource, and say what they cannot mean", () => {
    const limits = limitsOf(annotations('{"deployments.apps":["spec.template.metadata.annotations[a.b/c]"]}'));
    expect(limits && limitedTo(limits, "apps", "deployments")).toEqual([
      ["spec", "template", "metadata", "annotations", "a.b/c"],
    ]);
    expect(limits && limitedTo(limits, "", "pods")).toBeUndefined();
    for (const text of ["", "[]", "{}", '{"pods":"spec"}', '{"pods":[1]}', "nonsense"])
      expect(validateLimits(annotations(text))).toHaveLength(1);
  });

  it("that cannot be read let nothing be changed", () => {
    const limits = limitsOf(annotations("nonsense"));
    expect(limits && limitedTo(limits, "", "pods")).toEqual([]);
  });

  it("leave a role nothing of its updates to hand on", () => {
    const operator = builtInRbac.find(({ metadata }) => metadata.name === "operator");
    const { rules = [] } = (operator ?? {}) as Partial<ClusterRole>;
    const left = unlimitedPart([...rules, aRule(["*"], ["*"], "*")], operator && limitsOf(operator.metadata));
    expect(left.some(({ verbs }) => verbs.some((one) => ["update", "patch", "*"].includes(one)))).toBe(false);
    expect(uncovered(left, [aRule(["delete"], ["pods"])])).toEqual([]);
  });
});
