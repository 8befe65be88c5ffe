import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

it("has the schemas that Kubernetes publishes", async () => {
  const check = promisify(execFile)(process.execPath, ["scripts/generateSchemas.mjs", "--check"], { cwd: root });
  await expect(check).resolves.toMatchObject({ stderr: "" });
});
