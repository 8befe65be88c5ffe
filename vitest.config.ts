import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["{server,components,scripts,app}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.integration.test.ts", "node_modules/**"],
          // A deadline for what hangs, not a measure of speed: machines that run tests are slow at times.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["{server,scripts,examples}/**/*.integration.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          globalSetup: ["server/testing/globalSetup.ts"],
        },
      },
    ],
  },
});
