import { eventsList } from "@/server/views/cluster/eventsList";
import { navigation } from "@/server/views/overview/navigation";
import { overview } from "@/server/views/overview/overview";
import { router, viewProcedure } from "../trpc";

export const overviewRouter = router({ get: viewProcedure(overview), navigation: viewProcedure(navigation) });
export const eventsRouter = router({ list: viewProcedure(eventsList) });
