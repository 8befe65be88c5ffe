import { runPod } from "./fixtures/apps";
import { expect, test } from "./fixtures/test";

test("events come as they happen, and are narrowed by kind, type and reason", async ({ page, cluster, namespace }) => {
  await page.goto(`/events?ns=${namespace}`);
  await expect(page.getByText("Nothing happened yet")).toBeVisible();
  await runPod(cluster, { namespace, name: "one" }, "setInterval(() => {}, 1e4)");
  await expect(page.getByRole("row").filter({ hasText: "Scheduled" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("row").filter({ hasText: "Started" })).toBeVisible({ timeout: 20_000 });

  await page.getByLabel("Reason").click();
  await page.getByRole("option", { name: /^Scheduled · 1/ }).click();
  await expect(page.getByRole("row").filter({ hasText: "Started" })).toBeHidden();
  await expect(page.getByRole("row").filter({ hasText: "Scheduled" })).toBeVisible();
  await page.getByRole("row").filter({ hasText: "Scheduled" }).click();
  await expect(page.getByRole("heading", { name: "one" })).toBeVisible();
});
