import { kindsList, kindsSchemas } from "@/server/views/kinds/kinds";
import { kindsGet, kindsObjects } from "@/server/views/kinds/objects";
import { router, viewProcedure } from "../trpc";

export const kindsRouter = router({
  list: viewProcedure(kindsList),
  schemas: viewProcedure(kindsSchemas),
  objects: viewProcedure(kindsObjects),
  get: viewProcedure(kindsGet),
});
