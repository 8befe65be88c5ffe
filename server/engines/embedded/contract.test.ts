import { describeCluster } from "@/server/cluster/clusterContract";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { MemoryStore } from "@/server/store/memoryStore";
import { echoAgent } from "@/server/testing/echoAgent";
import { testEngine } from "./testEngine";

const ringCapacity = 200;

describeCluster(
  "the embedded engine in memory",
  async () => {
    const { cluster, agents } = testEngine({ store: new MemoryStore({ clock: systemClock, ringCapacity }) });
    agents.set("echo", echoAgent);
    return {
      cluster: cluster.as(systemSubject("test")),
      forget: async (asAdmin, namespace) => {
        const metadata = { namespace, generateName: "noise-" };
        for (let n = 0; n < ringCapacity * 1.5; n++)
          await asAdmin.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata });
      },
      close: async () => {},
    };
  },
  { echoingNode: "echo" },
);
