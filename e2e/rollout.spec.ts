import type { Page } from "@playwright/test";
import { askWeb, deployWeb } from "./fixtures/apps";
import { editor, write } from "./fixtures/editor";
import { expect, test } from "./fixtures/test";

const act = (page: Page, name: string) => page.getByRole("button", { name: new RegExp(`^${name}`) }).first();
const confirm = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("button", { name: new RegExp(`^${name}`) });

test("a new version is rolled out from the console: edited, compared, applied, watched", async ({
  page,
  cluster,
  namespace,
  world,
}) => {
  await deployWeb(cluster, { namespace });
  await page.goto(`/deployments/${namespace}/web?tab=yaml`);
  await page.getByRole("tab", { name: "YAML" }).click();
  await act(page, "Edit").click();
  const { metadata, spec } = await cluster.get("Deployment", { namespace, name: "web" });
  const container = spec.template.spec?.containers[0];
  const next = { ...container, env: [{ name: "VERSION", value: "two" }, ...(container?.env ?? []).slice(1)] };
  const template = { ...spec.template, spec: { containers: [next] } };
  const manifest = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: metadata.name, namespace, labels: metadata.labels },
    spec: { ...spec, template },
  };
  await write(page, editor(page, "YAML of web"), JSON.stringify(manifest, null, 2));
  await act(page, "Review changes").click();
  const diff = page.getByRole("region", { name: "What changes" });
  await expect(diff).toContainText('"two"'.replaceAll('"', ""));
  await act(page, "Apply").click();
  await page.getByRole("tab", { name: "Overview" }).click();
  await expect(page.getByText("All 2 pods run revision 2 and are ready.")).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await askWeb(world.gatewayPort, `${namespace}.localhost`))?.version).toBe("two");
});

test("a version that never becomes ready stops, says why, and is rolled back by one act", async ({
  page,
  cluster,
  namespace,
  world,
}) => {
  await deployWeb(cluster, { namespace });
  await page.goto(`/deployments/${namespace}/web`);
  await expect(page.getByText("All 2 pods run revision 1 and are ready.")).toBeVisible();
  const containers = [{ name: "web", readinessProbe: { httpGet: { path: "/", port: 1 } } }];
  const body = { spec: { progressDeadlineSeconds: 3, template: { spec: { containers } } } };
  await cluster.patch("Deployment", { namespace, name: "web" }, { type: "strategic", body });
  await expect(page.getByText(/The rollout of revision 2 stopped at/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/2 keep serving/)).toBeVisible();
  expect((await askWeb(world.gatewayPort, `${namespace}.localhost`))?.version).toBe("1");
  await act(page, "Roll back").click();
  await confirm(page, "Roll back").click();
  await expect(page.getByText("All 2 pods run revision 3 and are ready.")).toBeVisible({ timeout: 30_000 });
});

test("scaled, restarted, paused and resumed", async ({ page, cluster, namespace }) => {
  await deployWeb(cluster, { namespace, replicas: 1 });
  await page.goto(`/deployments/${namespace}/web`);
  await act(page, "Scale").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Pods", { exact: true }).fill("3");
  await confirm(page, "Scale").click();
  await expect(page.getByText("All 3 pods run revision 1 and are ready.")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Its pod runs revision 1 and is ready.")).toBeVisible({ timeout: 20_000 });

  await act(page, "Pause").click();
  await expect(page.getByText(/^It is paused/)).toBeVisible();
  await act(page, "Restart").hover();
  await expect(page.getByRole("tooltip")).toContainText("It is paused: resume it first.");
  await act(page, "Resume").click();
  await expect(page.getByText("Its pod runs revision 1 and is ready.")).toBeVisible();
  await act(page, "Restart").click();
  await expect(page.getByText("Its pod runs revision 2 and is ready.")).toBeVisible({ timeout: 30_000 });
});

test("what was deleted can be taken back", async ({ page, cluster, namespace }) => {
  await deployWeb(cluster, { namespace, replicas: 1 });
  await page.goto(`/deployments/${namespace}/web`);
  await act(page, "Delete").click();
  await expect(page.getByRole("dialog")).toContainText("You can take this back");
  await confirm(page, "Delete").click();
  await expect(page.getByText("web is gone")).toBeVisible({ timeout: 20_000 });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Its pod runs revision 1 and is ready.")).toBeVisible({ timeout: 30_000 });
});
