import { objectsHistory, objectsYaml } from "@/server/views/objects/objects";
import { search } from "@/server/views/objects/search";
import { router, viewProcedure } from "../trpc";

export const objectsRouter = router({
  yaml: viewProcedure(objectsYaml),
  history: viewProcedure(objectsHistory),
  search: viewProcedure(search),
});
