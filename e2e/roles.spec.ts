import { deployWeb } from "./fixtures/apps";
import { signIn } from "./fixtures/people";
import { expect, test } from "./fixtures/test";

test("a viewer, made in the console, sees everything but Secrets and changes nothing", async ({
  page,
  browser,
  cluster,
  namespace,
  world,
}) => {
  const viewer = { email: `${namespace}@example.com`, password: "only-looking-around" };
  await deployWeb(cluster, { namespace, replicas: 1 });
  await page.goto("/users");
  await page.getByRole("button", { name: /^New user/ }).click();
  const dialog = page.getByRole("dialog", { name: "New user" });
  await dialog.getByLabel("Name").fill("Vera");
  await dialog.getByLabel("E-mail").fill(viewer.email);
  await dialog.getByLabel("Password").fill(viewer.password);
  await dialog.getByRole("radio", { name: /Viewer/ }).check();
  await dialog.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByText(`${viewer.email} can sign in now`)).toBeVisible();

  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const theirs = await context.newPage();
  await signIn(theirs, world.consoleUrl, viewer);
  await theirs.goto(`${world.consoleUrl}/deployments/${namespace}/web`);
  await expect(theirs.getByText("Its pod runs revision 1 and is ready.")).toBeVisible();
  await theirs.getByRole("button", { name: /^Restart/ }).click();
  await expect(theirs.getByText(/may not|not allowed|forbidden|cannot/i).first()).toBeVisible();
  const after = await cluster.get("Deployment", { namespace, name: "web" });
  expect(after.metadata.generation).toBe(1);
  await expect(theirs.getByRole("link", { name: "Users" })).toBeHidden();
  await theirs.goto(`${world.consoleUrl}/config`);
  await expect(theirs.getByText("Secrets are not shown: your role may not list them.")).toBeVisible();
  await context.close();
});
