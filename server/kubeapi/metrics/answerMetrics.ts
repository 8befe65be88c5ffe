import type { ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { sendText } from "../respond";
import { processMetrics } from "./processMetrics";
import { promText, promType } from "./promText";
import type { RequestMetrics } from "./requestMetrics";

interface Asked {
  readonly cluster: Cluster;
  readonly response: ServerResponse;
  readonly metrics: RequestMetrics;
  readonly clock: Clock;
}

/** `GET /metrics`, for whoever may look at the whole cluster. */
export async function answerMetrics({ cluster, response, metrics, clock }: Asked): Promise<void> {
  if (!(await cluster.can("list", "Node")))
    throw new ClusterError("Forbidden", {
      says: `forbidden: User "${cluster.subject.name}" cannot get path "/metrics"`,
    });
  const text = promText([...metrics.families(), ...processMetrics(clock.now())]);
  sendText(response, 200, { text, type: promType });
}
