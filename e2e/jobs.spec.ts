import { expect, test } from "./fixtures/test";

test("a job that failed shows the last words of its pods, and runs again from its beginning", async ({
  page,
  cluster,
  namespace,
}) => {
  const script = "console.error('fatal: 17 rows have no price'); process.exit(2)";
  const containers = [{ name: "main", image: "node:22-alpine", command: ["node", "-e", script] }];
  await cluster.create("Job", {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { namespace, name: "import" },
    spec: { backoffLimit: 0, template: { spec: { restartPolicy: "Never", containers } } },
  });
  await page.goto(`/jobs/${namespace}/import`);
  await expect(page.getByText(/^It gave up with 0 of 1 done/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("fatal: 17 rows have no price")).toBeVisible();

  const { uid } = (await cluster.get("Job", { namespace, name: "import" })).metadata;
  await page.getByRole("button", { name: /^Run again/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Run again/ })
    .click();
  await expect(page.getByText("import begins again")).toBeVisible({ timeout: 15_000 });
  expect((await cluster.get("Job", { namespace, name: "import" })).metadata.uid).not.toBe(uid);
});
