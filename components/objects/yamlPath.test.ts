import { describe, expect, it } from "vitest";
import { yamlPlace } from "./yamlPath";

/** The place of `|` in the text. */
function at(marked: string) {
  const position = marked.indexOf("|");
  return yamlPlace(marked.replace("|", ""), position);
}

const head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n";

describe("the place of the cursor", () => {
  it("is the root at the beginning of a line", () => {
    expect(at(`${head}sp|`)).toMatchObject({
      path: [],
      kind: "Deployment",
      siblings: ["metadata", "kind", "apiVersion"],
    });
  });

  it("is inside the mapping it is indented into", () => {
    expect(at(`${head}spec:\n  replicas: 3\n  tem|`)).toMatchObject({ path: ["spec"], siblings: ["replicas"] });
  });

  it("is known by the column alone on a line that is still empty", () => {
    expect(at(`${head}spec:\n  template:\n    spec:\n      |`).path).toEqual(["spec", "template", "spec"]);
    expect(at(`${head}spec:\n  template:\n    spec:\n  |`).path).toEqual(["spec"]);
  });

  it.each([
    ["the first line of an item", "spec:\n  containers:\n    - na|"],
    ["a later line of an item", "spec:\n  containers:\n    - name: web\n      im|"],
    ["an item at its list's own column", "spec:\n  containers:\n  - name: web\n    im|"],
    ["a second item", "spec:\n  containers:\n    - name: web\n      image: web\n    - na|"],
  ])("is in the list's items on %s", (_what, text) => {
    expect(at(`apiVersion: v1\nkind: Pod\n${text}`).path).toEqual(["spec", "containers"]);
  });

  it("is deep in an item's own mappings", () => {
    expect(at("spec:\n  containers:\n    - name: web\n      ports:\n        - contai|").path).toEqual([
      "spec",
      "containers",
      "ports",
    ]);
  });

  it("knows the key whose value is being written", () => {
    expect(at("spec:\n  restartPolicy: A|")).toMatchObject({ path: ["spec"], key: "restartPolicy" });
  });

  it("looks no further than its own document", () => {
    expect(at(`${head}---\nkind: Service\nspec:\n  ty|`)).toMatchObject({ path: ["spec"], kind: "Service" });
  });
});
