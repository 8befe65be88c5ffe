import path from "node:path";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { temporaryFolder } from "../../testing/testRuntime";
import type { Runtime } from "../runtime";
import { type DockerRuntimeOptions, openDockerRuntime } from "./dockerRuntime";
import { openDocker, unless } from "./engine";
import { installationId, labels, networkName } from "./names";

export interface TestInstallation {
  readonly id: string;
  readonly dir: string;
  open(change?: Partial<DockerRuntimeOptions>): Promise<Runtime>;
  /** Takes away its containers, its network and its folder. */
  remove(): Promise<void>;
}

/** An installation of a test's own on this machine's engine. */
export function aTestInstallation(): TestInstallation {
  const folder = temporaryFolder();
  const installation = path.join(folder.dir, "data");
  const id = installationId(installation);
  const tools = { clock: systemClock, random: systemRandom, log: silentLog };
  return {
    id,
    dir: folder.dir,
    open: (change = {}) =>
      openDockerRuntime({ ...tools, dir: path.join(installation, "nodes", "a"), node: "a", installation, ...change }),
    async remove() {
      const docker = await openDocker();
      const label = [`${labels.installation}=${id}`];
      for (const { Id } of await docker.listContainers({ all: true, filters: { label } }))
        await unless([404, 409], docker.getContainer(Id).remove({ force: true, v: true }));
      await unless([404], docker.getNetwork(networkName(id)).remove());
      folder.remove();
    },
  };
}
