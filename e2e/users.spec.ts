import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("who is taken out of use is out at once, and comes in again when let", async ({
  page,
  browser,
  namespace,
  world,
}) => {
  const olaf = { email: `olaf-${namespace}@example.com`, password: "only-running-things" };
  await page.goto("/users");
  await page.getByRole("button", { name: /^New user/ }).click();
  const form = page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("Name").fill("Olaf");
  await form.getByLabel("E-mail").fill(olaf.email);
  await form.getByLabel("Password").fill("short");
  await form.getByRole("button", { name: /^Create/ }).click();
  await expect(form.getByText("Must have at least 12 characters.")).toBeVisible();
  await form.getByLabel("Password").fill(olaf.password);
  await form.getByRole("button", { name: /^Create/ }).click();

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  await signIn(theirs, world.consoleUrl, olaf);
  const row = page.getByRole("row").filter({ hasText: olaf.email });
  await row.click();
  await page.getByRole("dialog").getByRole("button", { name: "Take out of use" }).click();
  await expect(row).toContainText("out of use");
  // The page that is open leaves by itself; one asks for another only after that, or the two would cross.
  await expect(theirs.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await theirs.goto(`${world.consoleUrl}/pods`);
  await expect(theirs.getByRole("heading", { name: "Sign in" })).toBeVisible();

  await row.click();
  await page.getByRole("dialog").getByRole("button", { name: "Let in again" }).click();
  await expect(row).not.toContainText("out of use");
  await signIn(theirs, world.consoleUrl, olaf);
  await context.close();
});

test("an administrator sees the tokens of a person's programs, and ends one", async ({
  page,
  browser,
  namespace,
  world,
}) => {
  const tina = { email: `tina-${namespace}@example.com`, password: "only-calling-the-api" };
  await page.goto("/users");
  await page.getByRole("button", { name: /^New user/ }).click();
  const form = page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("Name").fill("Tina");
  await form.getByLabel("E-mail").fill(tina.email);
  await form.getByLabel("Password").fill(tina.password);
  await form.getByRole("button", { name: /^Create/ }).click();
  const row = page.getByRole("row").filter({ hasText: tina.email });
  await expect(row).toBeVisible();

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  await signIn(theirs, world.consoleUrl, tina);
  await theirs.goto(`${world.consoleUrl}/tokens`);
  await theirs.keyboard.press("n");
  await theirs.getByLabel("Name").fill("laptop");
  await theirs.getByLabel("Name").press("Enter");
  await theirs.getByRole("button", { name: "Done" }).click();
  await context.close();

  await row.click();
  const dialog = page.getByRole("dialog", { name: "Tina" });
  await dialog.getByRole("button", { name: "End the token laptop" }).click();
  await expect(dialog.getByText("laptop")).toHaveCount(0);
});
