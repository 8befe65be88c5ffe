import { deployWeb } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

test("everything in a list can be done by keys: /, j, k, Enter", async ({ page, cluster, namespace }) => {
  await deployWeb(cluster, { namespace, replicas: 3 });
  await page.goto(`/pods?ns=${namespace}`);
  const rows = page.getByRole("row").filter({ hasText: /^web-/ });
  await expect(rows).toHaveCount(3);
  const names = (await rows.allInnerTexts()).map((text) => text.split("\t")[0]?.trim() ?? "");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(rows.nth(1)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("k");
  await expect(rows.nth(0)).toHaveAttribute("aria-current", "true");
  await page.keyboard.press("/");
  await page.keyboard.type(names[2] ?? "");
  await expect(rows).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(rows).toHaveCount(3);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/pods/${namespace}/web-`));
});

test("the palette finds an object by its name, and acts", async ({ page, cluster, namespace }) => {
  const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name: `needle-${namespace}` } };
  await cluster.create("ConfigMap", { ...manifest, data: { a: "1" } });
  await page.goto("/nodes");
  await page.getByRole("heading", { name: "Nodes" }).waitFor();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or act" }).waitFor();
  await page.keyboard.type(`needle-${namespace}`);
  await expect(page.getByRole("option").filter({ hasText: `needle-${namespace}` })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/config/configmaps/${namespace}/needle-${namespace}`);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Search or act" }).waitFor();
  await page.keyboard.type("Deploy an app");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Deploy" })).toBeVisible();
});

test("? lists the keys of the page", async ({ page }) => {
  await page.goto("/pods");
  await page.getByRole("heading", { name: "Pods" }).waitFor();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("Search or act");
});

test("the theme is a choice, and is kept", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: /Account:/ }).click();
  await page.getByRole("menuitem", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the console speaks 简体中文, and English again", async ({ page }) => {
  await page.goto("/nodes");
  await page.getByRole("button", { name: /Account:/ }).click();
  await page.getByRole("menuitem", { name: "简体中文" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/\p{Script=Han}/u);
  await page.getByRole("complementary").getByRole("button").last().click();
  await page.getByRole("menuitem", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
});
