import type { Manifest } from "../server/objects/types";
import { editor, write } from "./fixtures/editor";
import { expect, test } from "./fixtures/test";
import { clusterOf } from "./fixtures/world";

const definitionKind = "CustomResourceDefinition";

function definition(group: string): Manifest {
  const properties = { size: { type: "string", enum: ["S", "M"] }, colour: { type: "string", default: "red" } };
  const schema = {
    openAPIV3Schema: {
      type: "object",
      properties: { spec: { type: "object", required: ["size"], properties } },
    },
  };
  const additionalPrinterColumns = [{ name: "Colour", type: "string", jsonPath: ".spec.colour" }];
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `gadgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "gadgets", kind: "Gadget" },
      versions: [{ name: "v1", served: true, storage: true, schema, additionalPrinterColumns }],
    },
  };
}

test("a custom kind is found, listed live with its own columns, and edited by its schema", async ({
  page,
  world,
  namespace,
}) => {
  const group = `${namespace}.example.com`;
  const kind = `Gadget.${group}`;
  const version = { version: "v1", isNamespaced: true };
  const cluster = clusterOf(world.dataDir, [
    {
      group: "apiextensions.k8s.io",
      version: "v1",
      kind: definitionKind,
      plural: "customresourcedefinitions",
      isNamespaced: false,
    },
    { group, kind: "Gadget", plural: "gadgets", ...version },
  ]);
  await cluster.create(definitionKind, definition(group));
  await page.goto("/kinds");
  await page.getByRole("row").filter({ hasText: group }).getByRole("link", { name: "Gadget" }).click();
  await expect(page.getByText("No Gadget")).toBeVisible();

  const apiVersion = `${group}/v1`;
  const metadata = { namespace, name: "lamp" };
  await cluster.create(kind, { apiVersion, kind: "Gadget", metadata, spec: { size: "S" } });
  const row = page.getByRole("row").filter({ hasText: "lamp" });
  await expect(row).toContainText("red");
  await cluster.patch(kind, metadata, { type: "merge", body: { spec: { colour: "blue" } } });
  await expect(row).toContainText("blue");
  await row.getByRole("link", { name: "lamp" }).click();
  await expect(page.getByRole("heading", { name: "lamp" })).toBeVisible();

  const edit = page.getByRole("button", { name: /^Edit/ });
  await expect(async () => {
    await page.keyboard.press("y");
    await expect(edit).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await edit.click();
  const manifest = (size: string) =>
    `apiVersion: ${apiVersion}\nkind: Gadget\nmetadata:\n  name: lamp\n  namespace: ${namespace}\nspec:\n  size: ${size}\n`;
  const text = editor(page, /lamp/);
  await write(page, text, manifest("XXL"));
  await expect(page.getByText('supported values: "S", "M"').first()).toBeVisible();
  await write(page, text, manifest("M"));
  await page.getByRole("button", { name: /^Review/ }).click();
  await page.getByRole("button", { name: /^Apply/ }).click();
  await expect.poll(async () => (await cluster.get(kind, metadata)).spec).toMatchObject({ size: "M" });
  await cluster.delete(definitionKind, { name: `gadgets.${group}` });
  cluster.close();
});
