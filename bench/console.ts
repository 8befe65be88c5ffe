import fs from "node:fs";
import { chromium } from "@playwright/test";
import { startPlatform, until } from "@/server/testing/platform";
import { changePods, createPods } from "./parts/changingPods";
import { quantile, report } from "./parts/report";
import { scrollFrames, withoutWindow } from "./parts/scroll";

const person = { email: "admin@example.com", password: "correct-horse-battery" };
const budgetMs = 20;

const platform = await startPlatform();
const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium"].find((file) => file && fs.existsSync(file));
const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"];
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args });

try {
  await createPods(platform.cluster);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // What esbuild puts round named functions, for those that are sent into the page.
  await page.addInitScript("globalThis.__name = (named) => named");
  await page.goto(`${platform.consoleUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.goto(`${platform.consoleUrl}/pods`);
  await page.getByRole("row").nth(5).waitFor();
  const still = quantile(await scrollFrames(page, "main section"), 0.95);
  const stop = changePods(platform.cluster);
  const restarts = page.locator("tbody tr[data-row] td:nth-child(5)");
  await until("changes are on the screen", 20_000, async () =>
    (await restarts.allInnerTexts()).some((text) => text > "0"),
  );
  const ours = quantile(await scrollFrames(page, "main section"), 0.95);
  await withoutWindow(page);
  const peer = quantile(await scrollFrames(page, "#plain"), 0.95);
  await stop();
  report({
    p95Frame: { ours, peer, unit: "ms", isLessBetter: true, beside: "the same rows without a window" },
    p95FrameStill: { ours, peer: still, unit: "ms", isLessBetter: true, beside: "the same list while nothing changes" },
    p95FrameOfBudget: { ours, peer: budgetMs, unit: "ms", isLessBetter: true, beside: "the budget" },
  });
} finally {
  await browser.close();
  await platform.stop();
}
