import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { readSpecs, type Spec } from "./specs";

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

/** Kubernetes' own test program, and the folder that its images are made of. */
export interface Suite {
  /** `e2e.test`. */
  readonly program: string;
  /** agnhost at its root, busybox in `/bin`. */
  readonly imageFolder: string;
  /** `1.37.2`. */
  readonly version: string;
}

const kept = "../shared/kube/agnhost";

/**
 * Where the suite is: `PILOTHOUSE_TEST_CONFORMANCE` names the program that lays out the images' folder and prints where
 * `e2e.test` is. Throws what is needed where there is none.
 */
export async function findSuite(root: string, folder: string): Promise<Suite> {
  const layOut = path.resolve(root, process.env.PILOTHOUSE_TEST_CONFORMANCE || kept);
  if (!fs.existsSync(layOut)) throw new Error(needed(layOut));
  const imageFolder = path.join(folder, "image");
  fs.mkdirSync(imageFolder, { recursive: true });
  const { stdout } = await run(layOut, [imageFolder], { maxBuffer });
  const program = stdout.trim().split("\n").at(-1) ?? "";
  if (!fs.existsSync(program))
    throw new Error(`${layOut} did not print where e2e.test is, but ${JSON.stringify(stdout)}`);
  const { stdout: told } = await run(program, ["--version"], { maxBuffer });
  return { program, imageFolder, version: /v(\d+\.\d+\.\d+)/.exec(told)?.[1] ?? "unknown" };
}

function needed(where: string): string {
  return `There is no conformance suite at ${where}. Set PILOTHOUSE_TEST_CONFORMANCE to a program that is called with a
folder, lays out agnhost (at its root) and busybox with its links (in bin/) there, and prints the path of Kubernetes'
e2e.test on its last line.`;
}

export async function listSpecs({ program }: Suite): Promise<Spec[]> {
  const { stdout } = await run(program, ["--list-conformance-tests"], { maxBuffer });
  return readSpecs(stdout);
}
