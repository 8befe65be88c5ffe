import { describe, expect, it } from "vitest";
import { groupResource } from "@/server/objects/kind";
import { builtInKinds } from "@/server/objects/registry";
import { views } from "@/server/views/registry";
import { rowGroup } from "./policy";
import { appRouter } from "./root";
import type { Meta } from "./trpc";

interface Procedure {
  readonly _def: { readonly type: string; readonly meta?: Meta };
}

const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
  ([path, { _def }]) => ({ path, type: _def.type, policy: _def.meta?.policy }),
);
const resources = new Set(builtInKinds.map(groupResource));

/** Who may call without a session; a new name here is a decision. */
const publicPaths = ["session.me", "setup.isNeeded", "setup.redeem"];

describe("every procedure", () => {
  it("names what stands between it and a caller", () => {
    expect(procedures.filter(({ policy }) => !policy).map(({ path }) => path)).toEqual([]);
  });

  it("is public only if it is on the list", () => {
    const found = procedures.filter(({ policy }) => policy && "public" in policy).map(({ path }) => path);
    expect(found.sort()).toEqual(publicPaths);
  });

  it("that names a resource names one that there is", () => {
    const named = procedures.flatMap(({ path, policy }) =>
      policy && "resource" in policy ? [{ path, resource: policy.resource.split("/")[0] ?? "" }] : [],
    );
    const unknown = named.filter(
      ({ resource }) => resource !== "*" && !resource.endsWith(`.${rowGroup}`) && !resources.has(resource),
    );
    expect(unknown).toEqual([]);
  });
});

describe("every view", () => {
  it("is a query at the path that is its name, and the other way round", () => {
    const served = procedures.flatMap(({ path, policy }) => (policy && "view" in policy ? [[path, policy.view]] : []));
    expect(served.map(([path]) => path)).toEqual(served.map(([, view]) => view));
    expect(served.map(([path]) => path).sort()).toEqual(views.map(({ name }) => name).sort());
  });
});
