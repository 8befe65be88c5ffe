import { auditRouter } from "./routers/audit";
import { namespacesRouter, nodesRouter } from "./routers/cluster";
import { configRouter, secretsRouter } from "./routers/config";
import { cronJobsRouter } from "./routers/cronJobs";
import { deploymentsRouter } from "./routers/deployments";
import { examplesRouter } from "./routers/examples";
import { routesRouter, servicesRouter } from "./routers/network";
import { objectsRouter } from "./routers/objects";
import { eventsRouter, overviewRouter } from "./routers/overview";
import { podsRouter } from "./routers/pods";
import { sessionRouter, setupRouter } from "./routers/session";
import { statefulSetsRouter } from "./routers/statefulSets";
import { tokensRouter } from "./routers/tokens";
import { usersRouter } from "./routers/users";
import { daemonSetsRouter, jobsRouter } from "./routers/workloads";
import { router } from "./trpc";

/** Everything that the console can ask for. A view's name is the path of its procedure. */
export const appRouter = router({
  session: sessionRouter,
  setup: setupRouter,
  overview: overviewRouter,
  deployments: deploymentsRouter,
  statefulsets: statefulSetsRouter,
  daemonsets: daemonSetsRouter,
  jobs: jobsRouter,
  cronjobs: cronJobsRouter,
  pods: podsRouter,
  nodes: nodesRouter,
  namespaces: namespacesRouter,
  services: servicesRouter,
  routes: routesRouter,
  config: configRouter,
  secrets: secretsRouter,
  events: eventsRouter,
  objects: objectsRouter,
  examples: examplesRouter,
  users: usersRouter,
  tokens: tokensRouter,
  audit: auditRouter,
});

export type AppRouter = typeof appRouter;
