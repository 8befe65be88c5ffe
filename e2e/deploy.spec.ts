import { askWeb } from "./fixtures/apps";
import { editor, write } from "./fixtures/editor";
import { expect, test } from "./fixtures/test";

const configMap = (namespace: string, lines: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: ${namespace}\n${lines}`;

test("YAML is checked as one writes: the error stands at its line, and nothing is applied", async ({
  page,
  cluster,
  namespace,
}) => {
  await page.goto("/deploy?as=yaml");
  const box = editor(page, "Manifests to apply");
  await write(page, box, configMap(namespace, "data:\n  colour: green\nextra: 1\n"));
  const fault = page.getByRole("listitem").filter({ hasText: "extra" });
  await expect(fault).toContainText("Line 8");
  await expect(page.locator(".cm-lintRange-error").first()).toBeVisible();
  const review = page.getByRole("button", { name: /^Review changes/ });
  await expect(review).toHaveAttribute("aria-disabled", "true");
  await expect(cluster.get("ConfigMap", { namespace, name: "settings" })).rejects.toThrow();
});

test("what would change is shown before it is applied, and applying again changes nothing", async ({
  page,
  cluster,
  namespace,
}) => {
  await page.goto("/deploy?as=yaml");
  await write(page, editor(page, "Manifests to apply"), configMap(namespace, "data:\n  colour: green\n"));
  await expect(page.getByText("will be created")).toBeVisible();
  await page.getByRole("button", { name: /^Review changes/ }).click();
  await expect(page.getByRole("region", { name: "What changes" })).toContainText("colour: green");
  await page.getByRole("button", { name: "Apply", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "settings" })).toBeVisible();
  expect((await cluster.get("ConfigMap", { namespace, name: "settings" })).data).toEqual({ colour: "green" });

  await page.goto("/deploy?as=yaml");
  await write(page, editor(page, "Manifests to apply"), configMap(namespace, "data:\n  colour: green\n"));
  await expect(page.getByText("unchanged").first()).toBeVisible();
});

test("an app is deployed by the form, and answers at its host", async ({ page, cluster, namespace, world }) => {
  const name = `form-${namespace}`;
  await page.goto("/deploy");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Image", { exact: true }).fill("node:22-alpine");
  const script = `require("node:http").createServer((_, r) => r.end(JSON.stringify({ version: "form" }))).listen(process.env.PORT, process.env.HOST)`;
  await page.getByLabel("Command", { exact: true }).fill(`node -e '${script}'`);
  await page.getByLabel("Port", { exact: true }).fill("8080");
  await page.getByLabel("Host name", { exact: true }).fill(`${name}.localhost`);
  await page.getByRole("button", { name: /^Deploy/ }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await expect(page.getByText(/and (is|are) ready\.$/)).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await askWeb(world.gatewayPort, `${name}.localhost`))?.version).toBe("form");
  for (const kind of ["HTTPRoute", "Service", "Deployment"]) await cluster.delete(kind, { namespace: "default", name });
});
