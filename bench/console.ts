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
  await page.goto(`${platform.consoleUrl}/sign-in`);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.goto(`${platform.consoleUrl}/pods`);
  await page.getByRole("row").nth(5).waitFor();
  const stop = changePods(platform.cluster);
  await until("a change is on the screen", 20_000, async () =>
    /\b\d\d+\b/.test(await page.locator("tbody").innerText()),
  );
  const ours = quantile(await scrollFrames(page, "main section"), 0.95);
  await withoutWindow(page);
  const peer = quantile(await scrollFrames(page, "#plain"), 0.95);
  await stop();
  report({
    p95Frame: { ours, peer, unit: "ms", isLessBetter: true, beside: "the same rows without a window" },
    p95FrameOfBudget: { ours, peer: budgetMs, unit: "ms", isLessBetter: true, beside: "the budget" },
  });
} finally {
  await browser.close();
  await platform.stop();
}
