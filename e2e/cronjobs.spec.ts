import { expect, test } from "./fixtures/test";

test("a CronJob says when it is due, is suspended, and runs now when it is told to", async ({
  page,
  cluster,
  namespace,
}) => {
  const containers = [{ name: "main", image: "node:22-alpine", command: ["node", "-e", "0"] }];
  await cluster.create("CronJob", {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { namespace, name: "report" },
    spec: {
      // On New Year's Eve: never by itself while this test runs.
      schedule: "0 0 31 12 *",
      jobTemplate: { spec: { template: { spec: { restartPolicy: "Never", containers } } } },
    },
  });
  await page.goto("/cronjobs");
  await page.getByRole("link", { name: "report", exact: true }).first().click();
  await expect(page.getByText("Nothing runs; it waits for its next time.")).toBeVisible();
  await expect(page.getByText(/^in \d+/)).toBeVisible();

  await page.getByRole("button", { name: /^Suspend/ }).click();
  await expect(page.getByText("It is suspended: nothing is started until it is resumed.")).toBeVisible();
  await page.getByRole("button", { name: /^Resume/ }).click();
  await expect(page.getByText("Nothing runs; it waits for its next time.")).toBeVisible();

  await page.getByRole("button", { name: /^Run now/ }).click();
  const run = page.getByRole("link", { name: /^report-manual-/ }).first();
  await expect(run).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("row", { name: /report-manual-.*Complete/ })).toBeVisible({ timeout: 30_000 });
  await run.click();
  await expect(page).toHaveURL(/\/jobs\//);
});
