import { expect, test } from "./fixtures/test";

test("a change made in the console stands in the audit, with what it was and what it became", async ({
  page,
  cluster,
  namespace,
}) => {
  const metadata = { namespace, name: "settings" };
  await cluster.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata, data: { LEVEL: "info" } });
  await page.goto(`/config/configmaps/${namespace}/settings`);
  await page.getByRole("button", { name: /^Edit/ }).click();
  const edit = page.getByRole("dialog");
  await edit.getByLabel("Value of LEVEL").fill("debug");
  await edit.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("settings saved")).toBeVisible();

  await page.goto(`/audit?q=${encodeURIComponent(`${namespace} verb:update`)}`);
  await page
    .getByRole("button", { name: /^Show\s*ConfigMap settings/ })
    .first()
    .click();
  const diff = page.getByRole("region", { name: "What changes" });
  await expect(diff).toContainText("LEVEL: info");
  await expect(diff).toContainText("LEVEL: debug");
});
