import { describeCluster } from "@/server/cluster/clusterContract";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { openPostgresStore } from "@/server/store/postgresStore";
import { freshDatabase } from "@/server/testing/postgres";
import { testEngine } from "./testEngine";

const ringCapacity = 200;

describeCluster("the embedded engine on Postgres", async () => {
  const { url, drop } = await freshDatabase();
  const store = await openPostgresStore({
    url,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    ringCapacity,
  });
  const { cluster } = testEngine({ store });
  return {
    cluster: cluster.as(systemSubject("test")),
    forget: async (asAdmin, namespace) => {
      const metadata = { namespace, generateName: "noise-" };
      const create = () => asAdmin.create("ConfigMap", { apiVersion: "v1", kind: "ConfigMap", metadata });
      await Promise.all(Array.from({ length: ringCapacity * 2 }, create));
    },
    close: async () => {
      await store.close();
      await drop();
    },
  };
});
