import { expect, test } from "./fixtures/test";

test("a StatefulSet starts in order, is scaled, and goes back to what it was", async ({ page, cluster, namespace }) => {
  const labels = { app: "db" };
  const containers = [{ name: "main", image: "node:22-alpine", command: ["node", "-e", "setInterval(() => {}, 1e4)"] }];
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers } };
  const at = { namespace, name: "db" };
  await cluster.create("StatefulSet", {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: at,
    spec: { serviceName: "db", replicas: 2, selector: { matchLabels: labels }, template },
  });
  await page.goto("/statefulsets");
  await page.getByRole("link", { name: "db", exact: true }).first().click();
  await expect(page.getByText("All 2 pods run the newest template and are ready.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("link", { name: /^db-[01]$/ })).toHaveText(["db-0", "db-1"]);

  await page.keyboard.press("=");
  await page.getByRole("textbox", { name: "Pods" }).fill("1");
  await page.getByRole("button", { name: "Scale", exact: true }).last().click();
  await expect(page.getByText("Its pod runs the newest template and is ready.")).toBeVisible({ timeout: 30_000 });

  const env = [{ name: "VERSION", value: "2" }];
  const body = { spec: { template: { spec: { containers: [{ name: "main", env }] } } } };
  await cluster.patch("StatefulSet", at, { type: "strategic", body });
  await expect(page.getByRole("cell", { name: "current" })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Roll back", exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  const envNow = async () => (await cluster.get("StatefulSet", at)).spec.template.spec?.containers[0]?.env ?? [];
  await expect.poll(envNow).toEqual([]);
  await expect(page.getByText("Its pod runs the newest template and is ready.")).toBeVisible({ timeout: 30_000 });
});
