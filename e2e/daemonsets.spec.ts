import { expect, test } from "./fixtures/test";

test("a DaemonSet has its pod on every node, and a restart replaces them", async ({ page, cluster, namespace }) => {
  const labels = { app: "tool" };
  const containers = [{ name: "main", image: "node:22-alpine", command: ["node", "-e", "setInterval(() => {}, 1e4)"] }];
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 1, containers } };
  await cluster.create("DaemonSet", {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { namespace, name: "tool" },
    spec: { selector: { matchLabels: labels }, template },
  });
  await page.goto(`/daemonsets/${namespace}/tool`);
  await expect(page.getByText("Each of 3 nodes has its pod, and all are ready.")).toBeVisible({ timeout: 20_000 });
  const uids = async () => (await cluster.list("Pod", { namespace })).items.map(({ metadata }) => metadata.uid);
  const before = await uids();
  await page.getByRole("button", { name: /^Restart/ }).click();
  await expect.poll(async () => (await uids()).filter((uid) => before.includes(uid)), { timeout: 30_000 }).toEqual([]);
  await expect(page.getByText("Each of 3 nodes has its pod, and all are ready.")).toBeVisible({ timeout: 20_000 });
});
