import { test as base, expect } from "@playwright/test";
import { type Platform, startPlatform } from "@/server/testing/platform";
import { deployWeb } from "./fixtures/apps";
import { signIn, unattended } from "./fixtures/people";

/** A platform of this file's own: parts of it are killed. */
const test = base.extend<{ readonly platform: Platform }>({
  platform: async ({ browserName: _ }, use) => {
    const platform = await startPlatform();
    await use(platform);
    await platform.stop();
  },
});

test("a lost connection says so, and catches up with what happened meanwhile", async ({ page, platform }) => {
  const { cluster, consoleUrl } = platform;
  const namespace = "default";
  await deployWeb(cluster, { namespace, replicas: 1 });
  await signIn(page, consoleUrl, unattended);
  await page.goto(`${consoleUrl}/deployments/${namespace}/web`);
  await expect(page.getByText("Its pod runs revision 1 and is ready.")).toBeVisible();
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  // The page is told of nothing while it cannot reach the control plane at all.
  const url = page.url();
  await page.evaluate(() => Object.assign(window, { wasNeverReloaded: true }));
  await platform.signal("control", "SIGSTOP");
  await platform.signal("control", "SIGKILL");
  await expect(page.getByText(/reconnecting… showing the state of/)).toBeVisible({ timeout: 20_000 });
  await platform.untilReady();
  await cluster.patch("Deployment", { namespace, name: "web" }, { type: "merge", body: { spec: { replicas: 3 } } });
  await expect(page.getByText("All 3 pods run revision 1 and are ready.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("live", { exact: true })).toBeVisible();
  expect(page.url()).toBe(url);
  expect(await page.evaluate(() => "wasNeverReloaded" in window)).toBe(true);
});

test("a drained node's pods are seen leaving, and are ready elsewhere", async ({ page, platform }) => {
  const { cluster, consoleUrl } = platform;
  await deployWeb(cluster, { namespace: "default", replicas: 3 });
  await signIn(page, consoleUrl, unattended);
  await page.goto(`${consoleUrl}/nodes/node-1`);
  await page.getByRole("button", { name: /^Drain/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Drain/ })
    .click();
  await expect(page.getByRole("dialog", { name: "node-1 was drained" })).toBeVisible({ timeout: 40_000 });
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Close/ })
    .first()
    .click();
  await page.goto(`${consoleUrl}/deployments/default/web`);
  await expect(page.getByText("All 3 pods run revision 1 and are ready.")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("cell", { name: "node-1" })).toBeHidden();
});
