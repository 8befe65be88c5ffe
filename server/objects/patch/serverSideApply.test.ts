import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deployment } from "../kinds/deployment";
import { difference, intersection, isEmpty, noFields, union } from "./fieldSet";
import { fieldsOf } from "./fieldsOf";
import { fieldTypeOf } from "./fieldType";
import { entriesAfterUpdate, withoutOwnerless } from "./managedFields";
import type { ManagedFieldsEntry } from "./managedFieldsEntry";
import { type AppliedFields, serverSideApply } from "./serverSideApply";

const type = fieldTypeOf(deployment.schema);
const now = "2026-01-01T00:00:00Z";
const by = (manager: string) => ({ manager, apiVersion: "apps/v1", now });

const value = fc.constantFrom("1", "2");
const few = <T>(key: fc.Arbitrary<string>, of: fc.Arbitrary<T>) => fc.dictionary(key, of, { minKeys: 1, maxKeys: 2 });
const port = fc.record(
  { containerPort: fc.constantFrom(80, 81), protocol: fc.constantFrom("TCP", "UDP"), name: value },
  { requiredKeys: ["containerPort"] },
);
const portKey = ({ containerPort, protocol = "TCP" }: { containerPort: number; protocol?: string }) =>
  `${containerPort}/${protocol}`;
const container = fc.record(
  {
    name: fc.constantFrom("main", "side"),
    image: value,
    args: fc.array(value, { minLength: 1, maxLength: 2 }),
    ports: fc.uniqueArray(port, { selector: portKey, minLength: 1, maxLength: 2 }),
    env: fc.uniqueArray(fc.record({ name: fc.constantFrom("A", "B", "C"), value }), {
      selector: ({ name }) => name,
      minLength: 1,
    }),
  },
  { requiredKeys: ["name"] },
);
const config = fc
  .record(
    {
      labels: few(fc.constantFrom("l", "m"), value),
      finalizers: fc.uniqueArray(fc.constantFrom("a/b", "c/d"), { minLength: 1 }),
      replicas: fc.constantFrom(1, 2),
      containers: fc.uniqueArray(container, { selector: ({ name }) => name, minLength: 1, maxLength: 2 }),
      nodeSelector: few(fc.constantFrom("n", "o"), value),
    },
    { requiredKeys: [] },
  )
  .map(({ labels, finalizers, replicas, containers, nodeSelector }) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", ...(labels && { labels }), ...(finalizers && { finalizers }) },
    spec: {
      ...(replicas && { replicas }),
      minReadySeconds: 1,
      ...((containers || nodeSelector) && {
        template: { spec: { ...(containers && { containers }), ...(nodeSelector && { nodeSelector }) } },
      }),
    },
  }));

interface State {
  readonly object: object;
  readonly entries: readonly ManagedFieldsEntry[];
}

const nothing: State = { object: {}, entries: [] };

function apply({ object: live, entries }: State, manager: string, given: { config: object; force?: boolean }) {
  return serverSideApply({ type, live, entries, by: by(manager), reset: noFields, ...given });
}

const done = (result: AppliedFields): State | undefined => ("conflicts" in result ? undefined : result);
const manager = fc.constantFrom("a", "b", "c");
const step = fc.record({ manager, config, force: fc.boolean() });
const steps = fc.array(step, { minLength: 1, maxLength: 6 });

function stateAfter(list: readonly { manager: string; config: object; force: boolean }[]): State {
  return list.reduce<State>((state, one) => done(apply(state, one.manager, one)) ?? state, nothing);
}

describe("server-side apply", () => {
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(steps, step, (before, last) => {
        const once = done(apply(stateAfter(before), last.manager, { ...last, force: true }));
        if (!once) throw new Error("a forced apply is never refused");
        expect(apply(once, last.manager, { config: last.config })).toEqual(once);
      }),
    );
  });

  it("never changes a field that another manager owns, unless forced", () => {
    fc.assert(
      fc.property(steps, step, (before, { manager: who, config: wanted }) => {
        const state = stateAfter(before);
        const next = done(apply(state, who, { config: wanted }));
        if (!next) return;
        const others = (entries: readonly ManagedFieldsEntry[]) => entries.filter((one) => one.manager !== who);
        const owned = others(state.entries).reduce((all, one) => union(all, one.fieldsV1), noFields);
        // What others own is still theirs, and what an update would compare in it has not moved.
        expect(others(next.entries)).toEqual(others(state.entries));
        const moved = entriesAfterUpdate([], {
          type,
          before: state.object,
          after: next.object,
          by: by("x"),
          reset: noFields,
        });
        expect(intersection(owned, moved[0]?.fieldsV1 ?? noFields)).toEqual({});
      }),
    );
  });

  it("leaves every field of what was applied last with its manager, whoever forced what", () => {
    fc.assert(
      fc.property(steps, step, (before, { manager: who, config: wanted }) => {
        const next = done(apply(stateAfter(before), who, { config: wanted, force: true }));
        const mine = next?.entries.find((one) => one.manager === who);
        const set = withoutOwnerless(fieldsOf(type, wanted));
        expect(isEmpty(set) ? undefined : mine?.fieldsV1).toEqual(isEmpty(set) ? undefined : set);
      }),
    );
  });

  it("holds no field that nobody owns, where everything was applied", () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { object, entries } = stateAfter(list);
        const owned = entries.reduce((all, one) => union(all, one.fieldsV1), noFields);
        expect(difference(withoutOwnerless(fieldsOf(type, object)), owned)).toEqual({});
      }),
    );
  });

  it("says whose every conflict is", () => {
    const state = stateAfter([{ manager: "a", config: { spec: { replicas: 1 } }, force: false }]);
    const result = apply(state, "b", { config: { spec: { replicas: 2 } } });
    expect(result).toMatchObject({
      conflicts: [{ entry: { manager: "a" }, fields: { "f:spec": { "f:replicas": {} } } }],
    });
  });
});
