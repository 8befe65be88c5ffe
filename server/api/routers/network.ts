import { routesGet, routesList } from "@/server/views/network/routes";
import { servicesGet } from "@/server/views/network/servicesGet";
import { servicesList } from "@/server/views/network/servicesList";
import { deleteObject } from "../deleting";
import { deletion, manifest } from "../inputs";
import { createObject, updateObject } from "../manifestWrites";
import { can, router, viewProcedure } from "../trpc";

export const servicesRouter = router({
  list: viewProcedure(servicesList),
  get: viewProcedure(servicesGet),
  create: can("create", "services")
    .input(manifest)
    .mutation(({ ctx, input }) => createObject(ctx.cluster, "Service", input)),
  update: can("update", "services")
    .input(manifest)
    .mutation(({ ctx, input }) => updateObject(ctx.cluster, "Service", input)),
  delete: can("delete", "services")
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "Service", input)),
});

const routes = "httproutes.gateway.networking.k8s.io";

export const routesRouter = router({
  list: viewProcedure(routesList),
  get: viewProcedure(routesGet),
  create: can("create", routes)
    .input(manifest)
    .mutation(({ ctx, input }) => createObject(ctx.cluster, "HTTPRoute", input)),
  update: can("update", routes)
    .input(manifest)
    .mutation(({ ctx, input }) => updateObject(ctx.cluster, "HTTPRoute", input)),
  delete: can("delete", routes)
    .input(deletion)
    .mutation(({ ctx, input }) => deleteObject(ctx.cluster, "HTTPRoute", input)),
});
