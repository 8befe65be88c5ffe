import { askWeb, deployWeb } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

test("a service and a route from two forms, and the app answers at a new host", async ({
  page,
  cluster,
  namespace,
  world,
}) => {
  await deployWeb(cluster, { namespace, replicas: 1 });
  await page.goto("/network");
  await page
    .getByRole("button", { name: /^New service/ })
    .first()
    .click();
  const service = page.getByRole("dialog", { name: "New service" });
  await service.getByLabel("Name", { exact: true }).fill("second");
  await service.getByLabel("Namespace").click();
  await page.getByRole("option", { name: namespace }).click();
  await service.getByLabel("Leads to pods with these labels").fill("app=web");
  await expect(service.getByText("One pod carries them now.")).toBeVisible();
  await service.getByLabel("Port of the pods").fill("http");
  await service.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("heading", { name: "second" })).toBeVisible();
  await expect(page.getByText("1 of 1 ready")).toBeVisible();

  await page.goto("/network?tab=routes");
  await page
    .getByRole("button", { name: /^New route/ })
    .first()
    .click();
  const route = page.getByRole("dialog", { name: "New route" });
  await route.getByLabel("Name", { exact: true }).fill("second");
  await route.getByLabel("Namespace").click();
  await page.getByRole("option", { name: namespace }).click();
  await route.getByLabel("Hosts").fill(`second-${namespace}.localhost`);
  await route.getByLabel("Service", { exact: true }).click();
  await page.getByRole("option", { name: "second" }).click();
  await expect(route.getByLabel("Port", { exact: true })).toHaveValue("80");
  await route.getByRole("button", { name: /^Create/ }).click();
  await expect(page.getByRole("link", { name: new RegExp(`second-${namespace}\\.localhost`) })).toBeVisible();
  await expect.poll(() => askWeb(world.gatewayPort, `second-${namespace}.localhost`)).toMatchObject({ version: "1" });
});

test("a service that no pod stands behind says so, and a deleted one comes back by undo", async ({
  page,
  cluster,
  namespace,
}) => {
  await cluster.create("Service", {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name: "nobody" },
    spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
  });
  await page.goto(`/network/services/${namespace}/nobody`);
  await expect(page.getByText("No pod carries its labels (app=nobody)")).toBeVisible();
  await page.getByRole("button", { name: /^Delete/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(page.getByText("nobody is gone")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("heading", { name: "nobody" })).toBeVisible();
  await expect(page.getByText("No pod carries its labels (app=nobody)")).toBeVisible();
});
