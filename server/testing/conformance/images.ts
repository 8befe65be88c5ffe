import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
interface Made {
  readonly entrypoint: readonly string[];
  readonly command?: readonly string[];
}

const agnhost: Made = { entrypoint: ["/agnhost"], command: ["pause"] };
const shell: Made = { entrypoint: ["/bin/sh"] };
const server: Made = { entrypoint: ["/agnhost", "netexec", "--http-port=80"] };
const at = "registry.k8s.io/e2e-test-images";

/** The suite's images that can be made of agnhost and busybox, and what each of them runs. */
const images: Readonly<Record<string, Made>> = {
  [`${at}/agnhost:2.66.1`]: agnhost,
  [`${at}/agnhost:2.55`]: agnhost,
  [`${at}/busybox:1.37.0-2`]: shell,
  [`${at}/busybox:1.36.1-1`]: shell,
  [`${at}/nginx:1.28.0-2`]: server,
  [`${at}/nginx:1.27.0-2`]: server,
  [`${at}/nautilus:1.8`]: server,
  [`${at}/kitten:1.8`]: server,
  "registry.k8s.io/pause:3.10.2": { entrypoint: ["/agnhost", "pause"] },
};

/** Makes the images that are not there yet, on the Docker engine that DOCKER_HOST names. */
export async function makeImages(folder: string): Promise<void> {
  const { stdout } = await run("docker", ["image", "ls", "--format", "{{.Repository}}:{{.Tag}}"]);
  const there = new Set(stdout.split("\n"));
  for (const [name, made] of Object.entries(images)) if (!there.has(name)) await makeImage(name, made, folder);
}

function makeImage(name: string, { entrypoint, command }: Made, folder: string): Promise<void> {
  const pack = spawn("tar", ["-C", folder, "--owner=0", "--group=0", "-c", "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const changes = [`ENTRYPOINT ${JSON.stringify(entrypoint)}`, ...(command ? [`CMD ${JSON.stringify(command)}`] : [])];
  const load = spawn("docker", ["import", ...changes.flatMap((change) => ["-c", change]), "-", name], {
    stdio: [pack.stdout, "ignore", "inherit"],
  });
  return new Promise((resolve, reject) => {
    load.once("error", reject);
    load.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`docker import ${name} ended with ${code}`)),
    );
  });
}
