import { deployWeb } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

test("a namespace is made, and deleting one asks once and says what goes with it", async ({
  page,
  cluster,
  namespace,
}) => {
  const name = `${namespace}-room`;
  await page.goto("/namespaces");
  await page.getByRole("button", { name: /^New namespace/ }).click();
  const form = page.getByRole("dialog", { name: "New namespace" });
  await form.getByLabel("Name").fill(name);
  await form.getByRole("button", { name: /^Create/ }).click();
  const row = page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
  await expect(row).toBeVisible();

  await deployWeb(cluster, { namespace: name, replicas: 1 });
  await row.getByRole("button", { name: /^Delete/ }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("1 Deployment, 1 pod, 1 service, 1 route");
  await question.getByRole("button", { name: /^Delete/ }).click();
  await expect(row).toBeHidden({ timeout: 30_000 });
});

test("the namespaces that the platform needs can't be deleted, and say why", async ({ page }) => {
  await page.goto("/namespaces");
  const act = page.getByRole("row").filter({ hasText: "kube-system" }).getByRole("button");
  await act.hover();
  await expect(page.getByRole("tooltip")).toHaveText("The platform itself needs this namespace.");
});
