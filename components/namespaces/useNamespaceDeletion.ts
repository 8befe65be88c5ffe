"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useConfirm } from "@/components/ui/useConfirm";

const kinds = [
  ...(["deployments", "statefulSets", "daemonSets", "cronJobs", "jobs"] as const),
  ...(["pods", "services", "routes", "config"] as const),
] as const;

/** How many there are of each kind; undefined where this may not be read. */
async function countAll(
  namespace: string,
): Promise<readonly (readonly [(typeof kinds)[number], number | undefined])[]> {
  const one = { namespace, limit: 1 };
  const asked = {
    deployments: api.deployments.list.query(one),
    statefulSets: api.statefulsets.list.query(one),
    daemonSets: api.daemonsets.list.query(one),
    cronJobs: api.cronjobs.list.query(one),
    jobs: api.jobs.list.query(one),
    pods: api.pods.list.query(one),
    services: api.services.list.query(one),
    routes: api.routes.list.query(one),
    config: api.config.list.query(one),
  };
  return Promise.all(
    kinds.map(async (kind) => {
      const total = await asked[kind].then(
        (list) => list.total,
        () => undefined,
      );
      return [kind, total] as const;
    }),
  );
}

/** Asks once, with what would go; then deletes. */
export function useNamespaceDeletion(): (name: string) => void {
  const t = useTranslations("namespaces");
  const confirm = useConfirm();
  const { act } = useAct({
    run: (name: string) => api.namespaces.delete.mutate({ name }),
    says: (name) => t("deleting", { name }),
  });
  const ask = async (name: string) => {
    const counts = await countAll(name);
    const parts = counts.flatMap(([kind, count]) => (count ? [t(`goes.${kind}`, { count })] : []));
    const question = {
      title: t("deleteTitle", { name }),
      description: parts.length > 0 ? t("goesWith", { what: parts.join(t("and")) }) : t("isEmpty"),
      act: t("delete"),
      isDanger: true,
    };
    if (await confirm(question)) await act(name);
  };
  return (name) => void ask(name);
}
