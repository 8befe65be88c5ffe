import { expect, test } from "@playwright/test";
import { askWeb } from "./fixtures/apps";
import { admin } from "./fixtures/people";
import { sessionFile, theWorld } from "./fixtures/world";

test("from the one-time link to an example that answers through the gateway, in a few clicks", async ({ page }) => {
  const { setupLink, gatewayPort } = theWorld();
  await page.goto(setupLink);
  await page.getByLabel("Name").fill(admin.name);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByLabel("Password again").fill(admin.password);
  await page.getByRole("button", { name: "Make the account" }).click();

  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await expect(page.getByText("Nothing runs here yet.")).toBeVisible();
  await page.getByRole("button", { name: /^Apply\s*web$/ }).click();
  await expect(page.getByText("3 of 3 pods ready").first()).toBeVisible({ timeout: 30_000 });

  await page.getByRole("link", { name: /^Pods/ }).first().click();
  await expect(page.getByRole("row").filter({ hasText: /^web-/ }).filter({ hasText: "Running" })).toHaveCount(3);

  const pods = new Set<string>();
  await expect
    .poll(async () => {
      const answer = await askWeb(gatewayPort, "web.localhost");
      if (answer) pods.add(answer.pod);
      return pods.size;
    })
    .toBe(3);
  await page.context().storageState({ path: sessionFile("admin") });
});

test("the link works once", async ({ page }) => {
  await page.goto(theWorld().setupLink);
  await page.getByLabel("Name").fill("Eve");
  await page.getByLabel("E-mail").fill("eve@example.com");
  await page.getByLabel("Password", { exact: true }).fill("another-password-1");
  await page.getByLabel("Password again").fill("another-password-1");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\S/ })).toBeVisible();
  await page.goto(`${theWorld().consoleUrl}/pods`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("who signs in lands on the page that was asked for", async ({ page }) => {
  const { consoleUrl } = theWorld();
  await page.goto(`${consoleUrl}/nodes`);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password").fill("wrong-password-1");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." })).toBeVisible();
  await page.getByLabel("Password").fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Nodes" })).toBeVisible();
});
