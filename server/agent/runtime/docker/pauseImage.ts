import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { RuntimeError } from "../runtime";
import { type Docker, statusOf } from "./engine";
import { pauseProgram } from "./pauseProgram";
import { tar } from "./tar";

export const pauseImage = "pilothouse/pause:1";

/** Makes the pause image where it is not there yet: loaded from bytes made here, no registry is asked. */
export async function ensurePauseImage(docker: Docker): Promise<void> {
  try {
    await docker.getImage(pauseImage).inspect();
    return;
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
  const { Architecture } = await docker.info();
  const stream = await docker.loadImage(Readable.from([imageArchive(architectureOf(Architecture))]));
  await new Promise<void>((resolve, reject) => {
    docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

export function architectureOf(name: string): "amd64" | "arm64" {
  if (["x86_64", "amd64"].includes(name)) return "amd64";
  if (["aarch64", "arm64"].includes(name)) return "arm64";
  throw new RuntimeError(
    "FailedCreatePodSandBox",
    `this Docker engine runs on ${name}: Pilothouse has a pause program for x86_64 and aarch64 only`,
  );
}

/** As `docker save` writes it. The same bytes every time, so that agents that load it at once make one image. */
export function imageArchive(architecture: "amd64" | "arm64"): Buffer {
  const layer = tar([{ name: "pause", content: pauseProgram(architecture), mode: 0o755 }]);
  const config = {
    architecture,
    os: "linux",
    created: "2026-01-01T00:00:00Z",
    config: { Entrypoint: ["/pause"], User: "65535:65535", StopSignal: "SIGKILL" },
    rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(layer).digest("hex")}`] },
    history: [{ created: "2026-01-01T00:00:00Z", created_by: "pilothouse" }],
  };
  const manifest = [{ Config: "config.json", RepoTags: [pauseImage], Layers: ["layer.tar"] }];
  const file = (name: string, content: Buffer) => ({ name, content, mode: 0o644 });
  return tar([
    file("config.json", Buffer.from(JSON.stringify(config))),
    file("layer.tar", layer),
    file("manifest.json", Buffer.from(JSON.stringify(manifest))),
  ]);
}
