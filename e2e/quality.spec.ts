import { gzipSync } from "node:zlib";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { deployWeb } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

const lists = [
  ...["/", "/deployments", "/pods", "/statefulsets", "/daemonsets", "/jobs", "/cronjobs"],
  ...["/network", "/network?tab=routes", "/config", "/nodes"],
  ...["/namespaces", "/events", "/audit", "/users", "/tokens", "/deploy", "/deploy?as=yaml", "/nodes/node-1"],
];

/** Every page of the console; objects' pages with an object that is there. */
function pagesWith(namespace: string, pod: string): string[] {
  const web = [
    `/deployments/${namespace}/web`,
    `/deployments/${namespace}/web?tab=history`,
    `/network/services/${namespace}/web`,
    `/network/routes/${namespace}/web`,
    `/config/configmaps/${namespace}/settings`,
    `/config/secrets/${namespace}/database`,
    `/jobs/${namespace}/once`,
    `/daemonsets/${namespace}/everywhere`,
    `/statefulsets/${namespace}/ordered`,
    `/cronjobs/${namespace}/yearly`,
  ];
  const tabs = ["overview", "logs", "terminal", "yaml"].map((tab) => `/pods/${namespace}/${pod}?tab=${tab}`);
  return [...lists, ...web, ...tabs, `/pods/${namespace}/nowhere`];
}

/** One of each thing that has a page; answers with the name of a running pod. */
async function furnish(cluster: Parameters<typeof deployWeb>[0], namespace: string): Promise<string> {
  const of = (apiVersion: string, kind: string, name: string) => ({ apiVersion, kind, metadata: { namespace, name } });
  const containers = [{ name: "main", image: "node:22-alpine", command: ["node", "-e", "setInterval(() => {}, 1e4)"] }];
  const template = { metadata: { labels: { app: "everywhere" } }, spec: { containers } };
  const never = { spec: { restartPolicy: "Never", containers: [{ ...containers[0], command: ["node", "-e", "0"] }] } };
  const selector = { matchLabels: { app: "everywhere" } };
  await cluster.create("ConfigMap", { ...of("v1", "ConfigMap", "settings"), data: { colour: "green" } });
  await cluster.create("Secret", { ...of("v1", "Secret", "database"), data: { password: "c2VjcmV0" } });
  await cluster.create("Job", { ...of("batch/v1", "Job", "once"), spec: { template: never } });
  await cluster.create("DaemonSet", { ...of("apps/v1", "DaemonSet", "everywhere"), spec: { selector, template } });
  const ordered = { ...template, metadata: { labels: { app: "ordered" } } };
  await cluster.create("StatefulSet", {
    ...of("apps/v1", "StatefulSet", "ordered"),
    spec: { selector: { matchLabels: { app: "ordered" } }, template: ordered },
  });
  const jobTemplate = { spec: { template: never } };
  await cluster.create("CronJob", {
    ...of("batch/v1", "CronJob", "yearly"),
    spec: { schedule: "@yearly", jobTemplate },
  });
  const big = [{ ...containers[0], resources: { requests: { memory: "4Ti" } } }];
  await cluster.create("Pod", { ...of("v1", "Pod", "nowhere"), spec: { containers: big } });
  await deployWeb(cluster, { namespace, replicas: 1 });
  const { items } = await cluster.list("Pod", { namespace, labelSelector: "app=web" });
  return items[0]?.metadata.name ?? "";
}

/** The page with its data on it. */
async function settled(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("[aria-busy=true], [class*=breathe]")).toHaveCount(0);
}

/** No page has frames: axe need not open a page of its own to join what it found in them. */
const axeOn = (page: Page) => new AxeBuilder({ page }).setLegacyMode();

async function violationsOn(page: Page, path: string, namespace: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const axe = axeOn(page);
    // The themes differ in their colours only.
    const { violations } = await (colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
    for (const { id, nodes } of violations)
      found.push(`${path.replace(namespace, "NS")} ${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  }
  return found;
}

test("axe finds nothing on any page, in both themes", async ({ page, cluster, namespace }) => {
  test.setTimeout(600_000);
  const pod = await furnish(cluster, namespace);
  const found: string[] = [];
  for (const path of pagesWith(namespace, pod)) {
    await settled(page, path);
    found.push(...(await violationsOn(page, path, namespace)));
  }
  expect(found).toEqual([]);
});

test("axe finds nothing where one signs in, nor in dialogs and the palette", async ({ page, browser, world }) => {
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const outside = await context.newPage();
  await outside.goto(`${world.consoleUrl}/sign-in`);
  await outside.getByRole("heading", { name: "Sign in" }).waitFor();
  expect((await axeOn(outside).analyze()).violations).toEqual([]);
  await context.close();

  await settled(page, "/nodes/node-1");
  for (const open of [["?"], ["ControlOrMeta+k"], ["d"], ["w"]]) {
    await page.keyboard.press(open[0] ?? "");
    await page.getByRole("dialog").waitFor();
    const { violations } = await axeOn(page).analyze();
    expect(violations.map(({ id, nodes }) => `${open} ${id} ${nodes[0]?.html}`)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toBeHidden();
  }
});

test("at 390 px no page is wider than the screen", async ({ page, cluster, namespace }) => {
  test.setTimeout(200_000);
  const pod = await furnish(cluster, namespace);
  await page.setViewportSize({ width: 390, height: 844 });
  const wide: string[] = [];
  for (const path of pagesWith(namespace, pod)) {
    await settled(page, path);
    const widthPx = await page.evaluate(() =>
      Math.max(document.body.scrollWidth, document.querySelector("main")?.scrollWidth ?? 0),
    );
    if (widthPx > 390) wide.push(`${path.replace(namespace, "NS")}: ${widthPx} px`);
  }
  expect(wide).toEqual([]);
});

test("the first page loads less than 290 kB of JavaScript (gzip)", async ({ page }) => {
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "script")
      sizes.push(response.body().then((body) => gzipSync(body).length));
  });
  await settled(page, "/");
  await page.waitForLoadState("networkidle");
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: "initial JavaScript", description: `${Math.round(bytes / 1000)} kB gzip` });
  expect(sizes.length).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(290_000);
});
