import { afterAll, beforeAll, expect, test } from "vitest";
import type { Pod } from "@/server/objects/types";
import { isReadyPod, main, podManifest, podThat, startTestAgent, type TestAgent } from "./testing/testAgent";

let agent: TestAgent;
beforeAll(async () => {
  agent = await startTestAgent();
  await agent.cluster.create("Pod", podManifest("web", { containers: [main(["sleep", "1000"])] }));
  await podThat(agent.cluster, "web", isReadyPod);
});
afterAll(() => agent.close());

const at = { namespace: "default", name: "web" };
const stateOf = (pod: Pod | undefined, name: string) =>
  pod?.status?.ephemeralContainerStatuses?.find((one) => one.name === name)?.state;

test("a container that is added to a running pod runs once, and the pod is none the worse for it", async () => {
  const add = (name: string, command: string[]) => {
    const ephemeralContainers = [{ name, image: "debug:1", command }];
    const body = { spec: { ephemeralContainers } };
    return agent.cluster.patch("Pod", at, { type: "strategic", body }, { subresource: "ephemeralcontainers" });
  };
  await add("looks", ["sh", "-c", "echo seen; exit 3"]);
  const looked = await podThat(agent.cluster, "web", (pod) => stateOf(pod, "looks")?.terminated !== undefined);
  expect(stateOf(looked, "looks")?.terminated).toMatchObject({ exitCode: 3, reason: "Error" });
  expect(isReadyPod(looked)).toBe(true);
  await add("stays", ["sleep", "1000"]);
  const stays = await podThat(agent.cluster, "web", (pod) => stateOf(pod, "stays")?.running !== undefined);
  expect(stays?.status?.phase).toBe("Running");
  expect(stays?.status?.containerStatuses).toHaveLength(1);
  expect(stateOf(stays, "looks")?.terminated?.exitCode).toBe(3);
  await agent.restart();
  const after = await podThat(agent.cluster, "web", (pod) => stateOf(pod, "stays")?.running !== undefined);
  expect(after?.status?.ephemeralContainerStatuses?.map(({ name, restartCount }) => `${name} ${restartCount}`)).toEqual(
    expect.arrayContaining(["looks 0", "stays 0"]),
  );
  await agent.cluster.delete("Pod", at, { graceSeconds: 1 });
  expect(await podThat(agent.cluster, "web", (pod) => pod === undefined)).toBeUndefined();
});
