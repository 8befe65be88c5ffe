import { describeCluster } from "@/server/cluster/clusterContract";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { systemClock } from "@/server/lib/clock";
import { MemoryStore } from "@/server/store/memoryStore";
import { echoAgent } from "@/server/testing/echoAgent";
import { testApi } from "./testApi";

const ringCapacity = 200;

describeCluster(
  "the client over HTTP, in front of the embedded engine",
  async () => {
    const { cluster, agents } = testEngine({ store: new MemoryStore({ clock: systemClock, ringCapacity }) });
    agents.set("echo", echoAgent);
    const api = await testApi(cluster);
    return {
      cluster: api.client(),
      forget: async (client, namespace) => {
        const metadata = { namespace, generateName: "noise-" };
        for (let n = 0; n < ringCapacity * 1.5; n++)
          await client.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata });
      },
      close: () => api.close(),
    };
  },
  { apply: true, echoingNode: "echo" },
);
