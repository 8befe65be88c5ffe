import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type Dockerode from "dockerode";

const run = promisify(execFile);

export interface TestImage {
  /** With its tag, as a manifest names it. */
  readonly name: string;
  /** Programs of this machine, which are brought along with their libraries. */
  readonly programs: readonly string[];
  /** Path in the image → text. */
  readonly files?: Readonly<Record<string, string>>;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
}

const busybox = "/usr/bin/busybox";
const redisServer = "/usr/bin/redis-server";
const contentLabel = "pilothouse.dev/test-content";

/** Real Node in an image: this very one, with its libraries and a shell. */
export const nodeImage: TestImage = {
  name: "node:22-alpine",
  programs: [process.execPath, busybox],
  entrypoint: ["/usr/local/bin/node"],
};

export const busyboxImage: TestImage = { name: "busybox:latest", programs: [busybox], command: ["sh"] };

/** Debian's Redis under another name; runs `script` by the shell. */
export function redisImage(name: string, script: string): TestImage {
  return { name, programs: [redisServer, busybox], command: ["/bin/sh", "-c", script] };
}

/** Whether a Docker engine answers on this machine; says so where none does, since tests are left out for it. */
export async function dockerAnswers(
  say: (text: string) => void = (text) => process.stderr.write(text),
): Promise<boolean> {
  try {
    await (await openClient()).ping();
    return true;
  } catch (error) {
    say(`No Docker engine answers (${String(error)}): its tests are left out.\n`);
    return false;
  }
}

async function openClient(): Promise<Dockerode> {
  const { default: Client } = await import("dockerode");
  return new Client();
}

/** Takes away what an installation left on the engine: its containers and its network. */
export async function removeInstallation(installation: string): Promise<void> {
  const docker = await openClient();
  const filters = { label: [`pilothouse.dev/installation=${installation}`] };
  for (const { Id } of await docker.listContainers({ all: true, filters }))
    await docker.getContainer(Id).remove({ force: true, v: true });
  for (const { Id } of await docker.listNetworks({ filters })) await docker.getNetwork(Id).remove();
}

/** Makes the image on this machine's engine, from this machine's own programs; no registry is asked. */
export async function ensureTestImage(image: TestImage): Promise<void> {
  const docker = await openClient();
  const content = createHash("sha256")
    .update(JSON.stringify([image, await stampsOf(image)]))
    .digest("hex")
    .slice(0, 16);
  const there = await docker
    .getImage(image.name)
    .inspect()
    .catch(() => undefined);
  if (there?.Config.Labels?.[contentLabel] === content) return;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "pilothouse-image-"));
  try {
    for (const program of image.programs) await bring(program, folder);
    for (const [name, text] of Object.entries({ ...standardFiles, ...image.files })) write(folder, name, text);
    fs.mkdirSync(path.join(folder, "tmp"), { mode: 0o1777 });
    const archive = path.join(folder, "..", `${path.basename(folder)}.tar`);
    await run("tar", ["-C", folder, "--owner=0", "--group=0", "-cf", archive, "."]);
    await importArchive(docker, archive, { image, content });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

const standardFiles = {
  "/etc/nsswitch.conf": "hosts: files dns\n",
  "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
};

async function importArchive(
  docker: Dockerode,
  archive: string,
  { image, content }: { readonly image: TestImage; readonly content: string },
): Promise<void> {
  const colon = image.name.lastIndexOf(":");
  const { entrypoint, command } = image;
  const changes = [
    `LABEL ${contentLabel}=${content}`,
    "ENV PATH=/usr/local/bin:/usr/bin:/bin",
    ...(entrypoint ? [`ENTRYPOINT ${JSON.stringify(entrypoint)}`] : []),
    ...(command ? [`CMD ${JSON.stringify(command)}`] : []),
  ];
  const options = { repo: image.name.slice(0, colon), tag: image.name.slice(colon + 1), changes };
  try {
    const stream = await docker.importImage(fs.createReadStream(archive), options);
    await new Promise<void>((resolve, reject) => {
      docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
    });
  } finally {
    fs.rmSync(archive, { force: true });
  }
}

/** A program and the libraries that its loader names; a shell comes with the names of all its applets. */
async function bring(program: string, folder: string): Promise<void> {
  const isNode = program === process.execPath;
  copy(program, path.join(folder, isNode ? "/usr/local/bin/node" : `/bin/${path.basename(program)}`));
  const { stdout } = await run("ldd", [program]).catch(() => ({ stdout: "" }));
  for (const [, library = ""] of stdout.matchAll(/(\/\S+) \(0x/g)) copy(library, path.join(folder, library));
  if (program !== busybox) return;
  const { stdout: applets } = await run(busybox, ["--list"]);
  for (const applet of applets.split("\n").filter((name) => name && name !== "busybox"))
    fs.symlinkSync("busybox", path.join(folder, "bin", applet));
}

function copy(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(fs.realpathSync(from), to);
  fs.chmodSync(to, 0o755);
}

function write(folder: string, name: string, text: string): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

async function stampsOf({ programs }: TestImage): Promise<string[]> {
  return programs.map((program) => {
    const { size, mtimeMs } = fs.statSync(program);
    return `${program} ${size} ${mtimeMs}`;
  });
}
