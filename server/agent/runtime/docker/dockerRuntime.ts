import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { type Runtime, RuntimeError } from "../runtime";

export interface DockerRuntimeOptions {
  readonly dir: string;
  readonly node: string;
  readonly installation: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export async function openDockerRuntime(_options: DockerRuntimeOptions): Promise<Runtime> {
  throw new RuntimeError("RuntimeUnavailable", "the Docker runtime is not built yet");
}
