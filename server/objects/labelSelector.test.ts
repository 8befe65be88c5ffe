import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { aDeployment } from "./builders";
import { parseFieldSelector } from "./fieldSelector";
import { deployment } from "./kinds/deployment";
import { parseLabelSelector } from "./labelSelector";

describe("a label selector", () => {
  const labels = { app: "web", tier: "front", rank: "5", in: "in", empty: "" };

  it.each([
    ["app=web,tier in (front,back),!old", true],
    ["app==web,tier!=back,tier", true],
    ["old!=web,old notin (a)", true],
    ["old in (a)", false],
    ["rank>4,rank<6", true],
    ["app>4", false],
    ["in in (in)", true],
    ["empty in ()", true],
    ["empty=", true],
    ["  app = web  ", true],
    ["!app", false],
    ["", true],
  ])("%s selects: %s", (text, is) => expect(parseLabelSelector(text)(labels)).toBe(is));

  it("is read or refused, whatever it is", () => {
    const pieces = fc.constantFrom("a", "in", "notin", "(", ")", ",", "=", "==", "!", "!=", ">", "<", " ", "b-", "5");
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          parseLabelSelector(parts.join(""))(labels);
        } catch (error) {
          expect(error).toBeInstanceOf(ClusterError);
        }
      }),
    );
  });
});

describe("a field selector", () => {
  it("selects by name and namespace, and names the one name there is", () => {
    const web = aDeployment("web").build();
    const select = (text: string) => parseFieldSelector(text, deployment);
    expect(select("metadata.name=web,metadata.namespace!=other").matches(web)).toBe(true);
    expect(select("metadata.name!=web").matches(web)).toBe(false);
    expect(select("metadata.name==web")).toMatchObject({ name: "web" });
    expect(select("metadata.name!=web").name).toBeUndefined();
    expect(select("metadata.name=a\\,b").name).toBe("a,b");
  });

  it("reads no field that an object inherits", () => {
    for (const field of ["constructor", "__proto__", "toString"])
      expect(() => parseFieldSelector(`${field}=a`, deployment)).toThrow(/is not a known field selector/);
  });
});
