import fs from "node:fs";
import https from "node:https";
import { parse } from "yaml";
import { expect, test } from "./fixtures/test";

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: Record<string, string> }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** The code of an answer to the kubeconfig's holder, as kubectl would ask: TLS checked, the token shown. */
function codeFor(
  { clusters: [{ cluster }], users: [{ user }] }: Kubeconfig,
  path: string,
): Promise<number | undefined> {
  const ca = Buffer.from(cluster["certificate-authority-data"] ?? "", "base64");
  const headers = { authorization: `Bearer ${user.token}` };
  return new Promise((resolve, reject) => {
    https
      .get(`${cluster.server}${path}`, { ca, headers, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
      .once("error", reject);
  });
}

test("who wants to use kubectl makes a token, downloads a kubeconfig that works, and ends the token", async ({
  page,
  namespace,
}) => {
  await page.goto("/tokens");
  await page.keyboard.press("n");
  const form = page.getByRole("dialog", { name: "New token" });
  await form.getByRole("button", { name: /^Create/ }).click();
  await expect(form.getByText("Must not be empty.")).toBeVisible();
  await form.getByLabel("Name").fill(namespace);
  await form.getByLabel("Name").press("Enter");
  const shown = page.getByRole("dialog", { name: `Token ${namespace}` });
  await expect(shown.getByText(/^pht_/)).toBeVisible();
  const downloading = page.waitForEvent("download");
  await shown.getByRole("button", { name: "Download kubeconfig" }).click();
  const config = parse(fs.readFileSync(await (await downloading).path(), "utf8")) as Kubeconfig;
  await shown.getByRole("button", { name: "Done" }).click();

  const pods = `/api/v1/namespaces/${namespace}/pods`;
  expect(await codeFor(config, pods)).toBe(200);
  const row = page.getByRole("row").filter({ hasText: namespace });
  await page.reload();
  await expect(row).toContainText("127.0.0.1");
  await row.click();
  const question = page.getByRole("dialog", { name: `End the token ${namespace}?` });
  await question.getByRole("button", { name: /^End token/ }).click();
  await expect(row).toHaveCount(0);
  expect(await codeFor(config, pods)).toBe(401);
});
