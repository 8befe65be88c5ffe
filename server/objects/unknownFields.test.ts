import { describe, expect, it } from "vitest";
import { aDeployment } from "./builders";
import { deployment } from "./kinds/deployment";
import { withoutUnknown } from "./unknownFields";

describe("an object without what its schema does not know", () => {
  it("is the same object when everything is known", () => {
    const web = aDeployment("web").build();
    expect(withoutUnknown(deployment.schema, web)).toEqual({ value: web, unknown: [] });
    expect(withoutUnknown(deployment.schema, web).value).toBe(web);
  });

  it("lacks unknown fields however deep, which are named in their order, and keeps what may have any key", () => {
    const labels = { anything: "goes" };
    const given = {
      apiVersion: "apps/v1",
      color: "red",
      metadata: { name: "web", labels, nam: "x" },
      spec: { template: { spec: { containers: [{ name: "a" }, { name: "b", imagex: "b", ports: [{ port: 1 }] }] } } },
    };
    expect(withoutUnknown(deployment.schema, given)).toEqual({
      value: {
        apiVersion: "apps/v1",
        metadata: { name: "web", labels },
        spec: { template: { spec: { containers: [{ name: "a" }, { name: "b", ports: [{}] }] } } },
      },
      unknown: [
        "color",
        "metadata.nam",
        "spec.template.spec.containers[1].imagex",
        "spec.template.spec.containers[1].ports[0].port",
      ],
    });
  });

  it("still has what is of the wrong type", () => {
    const given = { spec: "everything", metadata: [1] };
    expect(withoutUnknown(deployment.schema, given)).toEqual({ value: given, unknown: [] });
  });
});
