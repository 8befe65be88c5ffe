import { expect, test } from "./fixtures/test";

test("a ConfigMap is made, edited key by key, and an edit is taken back", async ({ page, cluster, namespace }) => {
  await page.goto("/config");
  await page
    .getByRole("button", { name: /^New ConfigMap/ })
    .first()
    .click();
  const form = page.getByRole("dialog", { name: "New ConfigMap" });
  await form.getByLabel("Name", { exact: true }).fill("settings");
  await form.getByLabel("Namespace").click();
  await page.getByRole("option", { name: namespace }).click();
  await form.getByLabel("Key", { exact: true }).fill("LEVEL");
  await form.getByLabel("Value of LEVEL").fill("info");
  await form.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { name: "settings" })).toBeVisible();

  await page.getByRole("button", { name: /^Edit/ }).click();
  const edit = page.getByRole("dialog", { name: "Edit settings" });
  await edit.getByLabel("Value of LEVEL").fill("debug");
  await edit.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByRole("region", { name: "LEVEL" })).toHaveText("debug");
  await page.keyboard.press("z");
  await expect(page.getByRole("region", { name: "LEVEL" })).toHaveText("info");
  expect((await cluster.get("ConfigMap", { namespace, name: "settings" })).data).toEqual({ LEVEL: "info" });
});

test("somebody else's change in between is refused, and what was typed stays", async ({ page, cluster, namespace }) => {
  const at = { namespace, name: "settings" };
  const made = await cluster.create("ConfigMap", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: at,
    data: { a: "1" },
  });
  await page.goto(`/config/configmaps/${namespace}/settings`);
  await page.getByRole("button", { name: /^Edit/ }).click();
  const edit = page.getByRole("dialog", { name: "Edit settings" });
  await edit.getByLabel("Value of a").fill("mine");
  await cluster.update("ConfigMap", { ...made, data: { a: "theirs" } });
  await edit.getByRole("button", { name: /^Save/ }).click();
  await expect(edit.getByRole("alert")).toBeVisible();
  await expect(edit.getByLabel("Value of a")).toHaveValue("mine");
  expect((await cluster.get("ConfigMap", at)).data).toEqual({ a: "theirs" });
});

test("one value of a Secret is changed without the others being known", async ({ page, cluster, namespace }) => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  await cluster.create("Secret", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace, name: "login" },
    data: { user: base64("ada"), password: base64("old") },
  });
  await page.goto(`/config/secrets/${namespace}/login`);
  await page.getByRole("button", { name: /^Edit/ }).click();
  const edit = page.getByRole("dialog", { name: "Edit login" });
  await edit.getByLabel("Value of password").fill("new");
  await edit.getByRole("button", { name: /^Save/ }).click();
  await expect(page.getByText("login saved")).toBeVisible();
  const { data } = await cluster.get("Secret", { namespace, name: "login" });
  expect(data).toEqual({ user: base64("ada"), password: base64("new") });
});
