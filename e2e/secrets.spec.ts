import { expect, test } from "./fixtures/test";

test("a secret's value is hidden until it is asked for, and who asked is on record", async ({
  page,
  cluster,
  namespace,
}) => {
  await cluster.create("Secret", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { namespace, name: "database" },
    data: { password: Buffer.from("hunter-22").toString("base64") },
  });
  await page.goto(`/config/secrets/${namespace}/database`);
  await expect(page.getByText("each look is audited")).toBeVisible();
  await expect(page.getByText("hunter-22")).toBeHidden();
  await page.getByRole("button", { name: /^Reveal\s*password/ }).click();
  await expect(page.getByText("hunter-22")).toBeVisible();
  await page.getByRole("button", { name: /^Hide/ }).click();
  await expect(page.getByText("hunter-22")).toBeHidden();

  await page.goto("/audit");
  await page.getByRole("searchbox").fill(`name:database ${namespace}`);
  const entry = page.getByRole("row").filter({ hasText: "database" }).filter({ hasText: "ada@example.com" });
  await expect(entry.first()).toBeVisible();
});
