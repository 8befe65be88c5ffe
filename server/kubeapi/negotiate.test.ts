import { describe, expect, it } from "vitest";
import { metaTransforms, negotiate } from "./negotiate";

const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
const offered = { transforms: metaTransforms };

describe("what a client accepts", () => {
  it("is JSON unless it says otherwise", () => {
    for (const accept of [undefined, "", "*/*", "application/*", "application/json; charset=utf-8", "text/html, */*"])
      expect(negotiate(accept)).toEqual({ mediaType: "application/json" });
    expect(negotiate("application/yaml")).toEqual({ mediaType: "application/yaml" });
  });

  it("is taken in the order of its wishes, and what cannot be given is passed over", () => {
    const kubectl = `${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`;
    expect(negotiate(kubectl, offered).as).toEqual({ kind: "Table", group: "meta.k8s.io", version: "v1" });
    expect(negotiate(kubectl)).toEqual({ mediaType: "application/json" });
    expect(negotiate(`application/json;q=0.5, application/yaml`)).toEqual({ mediaType: "application/yaml" });
    expect(negotiate("application/vnd.kubernetes.protobuf,application/json")).toEqual({
      mediaType: "application/json",
    });
    expect(negotiate("application/json;q=0, application/yaml;q=0.1").mediaType).toBe("application/yaml");
  });

  it("is refused in the words of Kubernetes' router when no type fits, else in those of its negotiation", () => {
    const say = (accept: string, more = {}) => {
      try {
        return negotiate(accept, { ...offered, ...more });
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(say("text/plain")).toBe(
      "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml",
    );
    const only = "only the following media types are accepted: application/json, application/yaml";
    expect(say("application/json;as=Table")).toBe(only);
    expect(say("application/json;as=Sandwich;v=v1;g=meta.k8s.io")).toBe(only);
    expect(say("application/json;as=Table;v=v2;g=meta.k8s.io")).toBe(only);
    expect(say("application/json;stream=other")).toBe(only);
    expect(say("application/yaml", { mediaTypes: ["application/json"], isStream: true })).toBe(
      "only the following media types are accepted: application/json;stream=watch",
    );
  });
});
