import { systemClock } from "@/server/lib/clock";
import type { Pod } from "@/server/objects/types";
import { deployWeb, runPod } from "./fixtures/apps";
import { processesOf } from "./fixtures/processes";
import { expect, test } from "./fixtures/test";

const restartsOf = ({ status }: Pod) => status?.containerStatuses?.[0]?.restartCount;

test("a pod whose process is killed is seen restarted, without a reload", async ({ page, cluster, namespace }) => {
  await deployWeb(cluster, { namespace });
  const { items } = await cluster.list("Pod", { namespace });
  const name = items[0]?.metadata.name ?? "";
  await page.goto(`/pods?ns=${namespace}`);
  const restarts = page.getByRole("row").filter({ hasText: name }).getByRole("cell").nth(4);
  await expect(restarts).toHaveText("0");
  const seenAtMs = restarts.evaluate(
    (cell) =>
      new Promise<number>((resolve) => {
        const look = () => cell.textContent === "1" && resolve(Date.now());
        new MutationObserver(look).observe(cell, { childList: true, characterData: true, subtree: true });
        // It may have changed before anybody looked.
        look();
      }),
  );
  const end = new AbortController();
  const knownAtMs = (async () => {
    for await (const changes of cluster.watch("Pod", { namespace, signal: end.signal }))
      for (const change of changes)
        if (change.type !== "BOOKMARK" && restartsOf(change.object) === 1) return systemClock.now();
    return 0;
  })();
  for (const pid of processesOf(name)) process.kill(pid, "SIGKILL");
  const delayMs = (await seenAtMs) - (await knownAtMs);
  end.abort();
  test.info().annotations.push({ type: "engine to pixels", description: `${delayMs} ms` });
  expect(delayMs).toBeLessThan(2000);
  await expect(page.getByRole("row").filter({ hasText: name })).toContainText("Running");
});

test("a deleted pod is replaced before one's eyes", async ({ page, cluster, namespace }) => {
  await deployWeb(cluster, { namespace, replicas: 1 });
  const { items } = await cluster.list("Pod", { namespace });
  const name = items[0]?.metadata.name ?? "";
  await page.goto(`/pods/${namespace}/${name}`);
  await page.getByRole("button", { name: /^Delete/ }).click();
  await expect(page.getByRole("dialog")).toContainText("makes another one in its place");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Delete/ })
    .click();
  await expect(
    page.getByRole("heading", { name: `${name} is gone` }).or(page.getByText(`${name} is gone`)),
  ).toBeVisible();
  await page.goto(`/pods?ns=${namespace}`);
  const row = page.getByRole("row").filter({ hasText: /^web-/ });
  await expect(row).toHaveCount(1);
  await expect(row).not.toContainText(name);
  await expect(row).toContainText("Running");
});

test("logs are followed while they are written, and searched", async ({ page, cluster, namespace }) => {
  const script = `let n = 0; setInterval(() => console.log(++n % 5 ? "tick " + n : "order " + n + " is paid"), 100)`;
  await runPod(cluster, { namespace, name: "talker" }, script);
  await page.goto(`/pods/${namespace}/talker?tab=logs`);
  const log = page.getByRole("log");
  const newest = async () => Number(/(\d+) is paid(?!.*is paid)/s.exec(await log.innerText())?.[1] ?? 0);
  await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(0);
  const first = await newest();
  await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(first + 30);
  await expect(log).toContainText("tick");
  await page.getByRole("searchbox", { name: "Search the logs" }).fill("is paid");
  await expect(page.getByText(/^\d+ of \d+ lines/)).toBeVisible();
  await expect(log).not.toContainText("tick");
  const found = await newest();
  await expect.poll(newest, { timeout: 20_000 }).toBeGreaterThan(found);
});

test("a crashing pod says with what it ended, and its last words can be read", async ({ page, cluster, namespace }) => {
  await runPod(cluster, { namespace, name: "crash" }, `console.error("fatal: SETTINGS is not set"); process.exit(3)`);
  await page.goto(`/pods/${namespace}/crash`);
  await expect(page.getByText(/Container main ended with code 3/)).toBeVisible({ timeout: 20_000 });
  await page.getByRole("tab", { name: "Logs" }).click();
  await page.getByRole("button", { name: "Before the restart" }).click();
  await expect(page.getByRole("log")).toContainText("fatal: SETTINGS is not set");
});

test("a terminal runs a command in the container", async ({ page, cluster, namespace }) => {
  await runPod(cluster, { namespace, name: "shell" }, "setInterval(() => {}, 1000)");
  await page.goto(`/pods/${namespace}/shell`);
  await expect(page.getByText(/^Running/).first()).toBeVisible();
  await page.getByRole("tab", { name: "Terminal" }).click();
  const screen = page.getByRole("region", { name: "Terminal" });
  await screen.getByRole("textbox").click();
  await page.keyboard.type("echo answer-$((6*7))\n");
  await expect(screen).toContainText("answer-42");
  await page.keyboard.type("exit 3\n");
  await expect(page.getByText("The shell ended with code 3.")).toBeVisible();
});

test("a pod that fits nowhere says why, for every node and every rule", async ({ page, cluster, namespace }) => {
  await cluster.create("Pod", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name: "too-big" },
    spec: {
      containers: [{ name: "main", image: "node:22-alpine", resources: { requests: { memory: "4Ti" } } }],
    },
  });
  await page.goto(`/pods/${namespace}/too-big`);
  await expect(page.getByText(/0\/3 nodes are available: 3 Insufficient memory/).first()).toBeVisible();
  const rules = page.getByRole("table").filter({ hasText: "Node selector" });
  for (const node of ["node-1", "node-2", "node-3"])
    await expect(rules.getByRole("row").filter({ hasText: node })).toContainText(/short/);
});
