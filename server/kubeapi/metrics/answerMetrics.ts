import type { ServerResponse } from "node:http";
import type { Clock } from "@/server/lib/clock";
import { sendText } from "../respond";
import { processMetrics } from "./processMetrics";
import { promText, promType } from "./promText";
import type { RequestMetrics } from "./requestMetrics";

interface Asked {
  readonly response: ServerResponse;
  readonly metrics: RequestMetrics;
  readonly clock: Clock;
}

/** `GET /metrics`, for who was found to reach that path. */
export function answerMetrics({ response, metrics, clock }: Asked): void {
  const text = promText([...metrics.families(), ...processMetrics(clock.now())]);
  sendText(response, 200, { text, type: promType });
}
