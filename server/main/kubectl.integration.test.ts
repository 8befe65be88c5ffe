import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { describeAbout } from "@/server/testing/clients/about";
import { clientsOf } from "@/server/testing/clients/clients";
import { describeDeleting } from "@/server/testing/clients/deleting";
import { describeHelm } from "@/server/testing/clients/helm";
import { kubernetesTools } from "@/server/testing/clients/kubernetesTools";
import { describeNodes } from "@/server/testing/clients/nodes";
import { describePeople } from "@/server/testing/clients/people";
import { describePods } from "@/server/testing/clients/pods";
import { describeReading } from "@/server/testing/clients/reading";
import { describeRollouts } from "@/server/testing/clients/rollouts";
import { describeWriting } from "@/server/testing/clients/writing";
import { type Platform, startPlatform } from "@/server/testing/platform";

const tools = await kubernetesTools();

describe.runIf(tools)("kubectl, against a started Pilothouse", () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "ph-kubectl-"));
  let platform: Platform | undefined;
  const clients = clientsOf(tools ?? { kubectl: "", helm: "" }, dataDir, () => platform?.consoleUrl ?? "");

  beforeAll(async () => {
    platform = await startPlatform({ dataDir });
  }, 240_000);
  afterAll(async () => {
    await platform?.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }, 60_000);

  describeAbout(clients);
  describeWriting(clients);
  describeReading(clients);
  describeRollouts(clients);
  describePods(clients);
  describeNodes(clients);
  describeDeleting(clients);
  describePeople(clients);
  describeHelm(clients);
});
