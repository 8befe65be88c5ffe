import fs from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** The browser: what is named, else the system's, else Playwright's own. */
const executablePath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (file) => file && fs.existsSync(file),
);
const args = [
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** End to end against the built platform, which the global setup starts as a user does. See e2e/README.md. */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/fixtures/globalSetup.ts",
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [["list"]] : [["line"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    trace: "retain-on-failure",
    launchOptions: { ...(executablePath ? { executablePath } : {}), args },
  },
  projects: [
    { name: "first-run", testMatch: "firstRun.spec.ts" },
    { name: "console", testIgnore: "firstRun.spec.ts", dependencies: ["first-run"] },
  ],
});
