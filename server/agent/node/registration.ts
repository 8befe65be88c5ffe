import type { Cluster } from "@/server/cluster/cluster";
import { reflect } from "@/server/cluster/reflector";
import { type Clock, timestamp } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Node } from "@/server/objects/types";
import { isToldWell, type NodeDescription, nodeAnnotations, nodeLabels, nodeManifest, nodeStatus } from "./nodeObject";

export interface RegistrationOptions {
  readonly description: NodeDescription;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
}

const fullReportMs = 5 * 60_000;
const retryMs = 1_000;

/** Keeps the Node object true: makes it, says that the node is well, and says so again when somebody doubts it. */
export function keepRegistered(options: RegistrationOptions): { close(): void } {
  const { cluster, clock, log, description } = options;
  const own = reflect(cluster, "Node", { clock, log, fieldSelector: `metadata.name=${description.node}` });
  let isBusy = false;
  let isWanted = true;
  let isClosed = false;
  const run = async () => {
    if (isBusy) return;
    isBusy = true;
    while (isWanted && !isClosed) {
      isWanted = false;
      try {
        await register(options);
      } catch (error) {
        log.warn({ node: description.node, reason: messageOf(error) }, "the node could not be registered yet");
        clock.after(retryMs, ask);
      }
    }
    isBusy = false;
  };
  const ask = () => {
    isWanted = true;
    if (!isClosed) void run();
  };
  const stops = [
    own.onChange(({ type, object }) => {
      if (type === "DELETED" || type === "GONE" || !isToldWell(object)) ask();
    }),
    clock.every(fullReportMs, ask),
    () => own.close(),
  ];
  void run();
  return {
    close() {
      isClosed = true;
      for (const stop of stops) stop();
    },
  };
}

/** Creates the Node or brings its labels up to date, then writes its status. Cordons and taints are others' to set. */
async function register({ description, cluster, clock }: RegistrationOptions): Promise<void> {
  const at = { name: description.node };
  let node: Node;
  try {
    node = await cluster.get("Node", at);
    const metadata = { labels: nodeLabels(description), annotations: nodeAnnotations(description) };
    if (differs(node, metadata)) await cluster.patch("Node", at, { type: "merge", body: { metadata } });
  } catch (error) {
    if (!isReason(error, "NotFound")) throw error;
    node = await cluster.create("Node", nodeManifest(description));
  }
  const status = nodeStatus(description, node, timestamp(clock));
  await cluster.patch("Node", at, { type: "strategic", body: { status } }, { subresource: "status" });
}

function differs(
  node: Node,
  wanted: Readonly<Record<"labels" | "annotations", Readonly<Record<string, string>>>>,
): boolean {
  return (["labels", "annotations"] as const).some((field) =>
    Object.entries(wanted[field]).some(([name, value]) => node.metadata[field]?.[name] !== value),
  );
}
