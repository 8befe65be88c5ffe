import { deployWeb } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

test("a cordoned node says that it takes no new pods, and takes them again", async ({ page, cluster }) => {
  await page.goto("/nodes/node-3");
  await page.getByRole("button", { name: /^Cordon/ }).click();
  await expect(page.getByText(/It takes no new pods until it is uncordoned/)).toBeVisible();
  expect((await cluster.get("Node", { name: "node-3" })).spec.unschedulable).toBe(true);
  await page.getByRole("button", { name: /^Uncordon/ }).click();
  await expect(page.getByText(/It takes no new pods until it is uncordoned/)).toBeHidden();
  await expect
    .poll(async () => (await cluster.get("Node", { name: "node-3" })).spec.unschedulable ?? false)
    .toBe(false);
});

test("before a drain one sees where each pod would go, and cancelling moves nothing", async ({
  page,
  cluster,
  namespace,
}) => {
  await deployWeb(cluster, { namespace, replicas: 3 });
  const pods = await cluster.list("Pod", { namespace, labelSelector: "app=web" });
  const pod = pods.items.find(({ spec }) => spec.nodeName === "node-2") ?? pods.items[0];
  await page.goto(`/nodes/${pod?.spec.nodeName}`);
  await page.getByRole("button", { name: /^Drain/ }).click();
  const dialog = page.getByRole("dialog");
  const row = dialog.getByRole("row").filter({ hasText: pod?.metadata.name ?? "" });
  await expect(row).toContainText(/node-\d/);
  await expect(dialog).toContainText("Nothing has moved yet.");
  await dialog.getByRole("button", { name: /^Cancel/ }).click();
  const node = await cluster.get("Node", { name: pod?.spec.nodeName ?? "" });
  expect(node.spec.unschedulable ?? false).toBe(false);
});

test("what the loss of a node would mean is tried on a copy", async ({ page }) => {
  await page.goto("/nodes/node-1");
  await page.getByRole("button", { name: /^If it is lost/ }).click();
  await expect(page.getByRole("dialog", { name: "If node-1 is lost" })).toContainText(
    /Nothing would change|finds? a place elsewhere|fits? nowhere/,
  );
});
