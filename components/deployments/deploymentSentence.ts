interface DeploymentFacts {
  readonly status: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly isPaused: boolean;
}

export type SentenceKey =
  | "ready"
  | "rolling"
  | "starting"
  | "stuck"
  | "paused"
  | "unavailable"
  | "stopped"
  | "deleting"
  | "scalingDown";

/** Which sentence of `deployments.sentence` says what is so and what comes next. */
export function deploymentSentence({ status, desired, updated, ready, available }: DeploymentFacts): SentenceKey {
  if (status === "Deleting") return "deleting";
  if (status === "Stuck") return "stuck";
  if (status === "Paused") return "paused";
  if (status === "Stopped") return ready > 0 ? "scalingDown" : "stopped";
  if (status === "Unavailable") return "unavailable";
  if (status === "Ready") return "ready";
  // While nothing of it is ready there is nothing that the new pods replace.
  return available === 0 && updated <= desired ? "starting" : "rolling";
}

/** Whether the sentence is about something held up, so that its cause belongs to it. */
export function holdsUp(key: SentenceKey): boolean {
  return ["rolling", "starting", "stuck", "unavailable"].includes(key);
}
