import { describe, expect, it } from "vitest";
import { builtInKinds } from "@/server/objects/registry";
import { aggregated } from "./aggregated";
import { group, groupList, resourceList } from "./discovery";
import recorded from "./fixtures/discovery.generated.json";
import { offersOf, versionsOf } from "./offers";

interface Whole {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources: readonly Resource[] }[];
  }[];
}
interface Resource {
  readonly resource: string;
  readonly subresources?: readonly { readonly subresource: string }[];
}

const offers = offersOf(builtInKinds);

/** `apps/v1 deployments` → what discovery says of it. */
function resourcesOf(...documents: object[]): Map<string, Resource> {
  const items = documents.flatMap((one) => (one as Whole).items);
  return new Map(
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map((one) => [`${metadata.name ?? ""}/${version} ${one.resource}`, one] as const),
      ),
    ),
  );
}

describe("discovery", () => {
  const real = resourcesOf(recorded.api, recorded.apis);
  const ours = resourcesOf(aggregated(offers, "api"), aggregated(offers, "apis"));
  const shared = [...ours].filter(([name]) => real.has(name));

  it("knows what it is compared with", () => expect(shared.length).toBeGreaterThanOrEqual(15));

  it.each(shared)("says of %s what Kubernetes says, but for subresources that are not there", (name, resource) => {
    const their = real.get(name);
    const names = resource.subresources?.map(({ subresource }) => subresource) ?? [];
    const there = their?.subresources?.filter(({ subresource }) => names.includes(subresource)) ?? [];
    const { subresources: _all, ...rest } = their ?? { resource: "" };
    expect(resource).toEqual({ ...rest, ...(there.length > 0 && { subresources: there }) });
  });

  it("tells the same resources one group at a time", () => {
    const list = resourceList(offers, "apps/v1") as { resources: { name: string; storageVersionHash?: string }[] };
    const names = list.resources.map(({ name }) => name);
    expect(names).toEqual(names.toSorted());
    expect(names).toEqual(expect.arrayContaining(["daemonsets", "deployments", "deployments/scale", "replicasets"]));
    const deployments = list.resources.find(({ name }) => name === "deployments");
    // As a real server prints it for apps/v1 Deployment.
    expect(deployments?.storageVersionHash).toBe("8aSe+NMegvE=");
    expect(group(offers, "apps")).toMatchObject({ preferredVersion: { groupVersion: "apps/v1" } });
    expect(JSON.stringify(groupList(offers))).toContain("gateway.networking.k8s.io/v1");
    expect(group(offers, "")).toBeUndefined();
    expect(resourceList(offers, "apps/v9")).toBeUndefined();
  });

  it("prefers the version that Kubernetes would", () => {
    const versions = ["v1", "v1beta1", "v10", "v2", "v2alpha1", "v2beta3", "first"];
    const [one] = offers;
    if (!one) throw new Error("nothing is offered");
    const many = versions.map((version) => ({ ...one, group: "example.com", version }));
    expect(versionsOf(many, "example.com")).toEqual(["v10", "v2", "v1", "v2beta3", "v1beta1", "v2alpha1", "first"]);
  });
});
