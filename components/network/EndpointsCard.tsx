"use client";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import { StatusMark } from "@/components/ui/StatusMark";
import { Table, Td, Th } from "@/components/ui/Table";
import type { ServiceDetail } from "./ServicePage";

type Endpoint = ServiceDetail["endpoints"][number];

/** Who answers; one that gets no traffic says why. Those that are not ready stand first. */
export function EndpointsCard({ service }: { service: ServiceDetail }) {
  const t = useTranslations("network.endpoint");
  const { endpoints, ready, notReady, namespace } = service;
  const rows = [...endpoints].sort((a, b) => Number(a.isReady) - Number(b.isReady) || (a.key < b.key ? -1 : 1));
  return (
    <Card title={t("title")} aside={t("readyOf", { ready, all: ready + notReady })}>
      {rows.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("none")}</p> : null}
      {rows.length === 0 ? null : (
        <Table className="phone:min-w-max">
          <thead>
            <tr>
              <Th>{t("pod")}</Th>
              <Th>{t("state")}</Th>
              <Th>{t("address")}</Th>
              <Th>{t("node")}</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((endpoint) => (
              <tr key={endpoint.key} className="hover:bg-hover">
                <Td className="max-w-80">
                  <PodLink namespace={namespace} pod={endpoint.pod} />
                </Td>
                <Td className="max-w-96">
                  <EndpointState endpoint={endpoint} />
                </Td>
                <Td>
                  <code className="text-soft">
                    {endpoint.ports.map(({ port }) => `${endpoint.address}:${port}`).join(", ") || endpoint.address}
                  </code>
                </Td>
                <Td className="text-soft">{endpoint.node ?? "–"}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function PodLink({ namespace, pod }: { namespace: string; pod: string | undefined }) {
  if (!pod) return <span className="text-faint">–</span>;
  return (
    <Link
      href={hrefOf({ kind: "Pod", namespace, name: pod }) ?? "/pods"}
      className="clip block font-medium hover:underline"
    >
      {pod}
    </Link>
  );
}

function EndpointState({ endpoint: { isReady, isTerminating, podStatus } }: { endpoint: Endpoint }) {
  const t = useTranslations("network.endpoint");
  if (isReady) return <StatusMark status={t("ready")} severity="well" />;
  if (isTerminating) return <StatusMark status={t("terminating")} severity="busy" />;
  const why = podStatus && (podStatus.message ? `${podStatus.status}: ${podStatus.message}` : podStatus.status);
  const isTrouble = podStatus?.severity === "critical" || podStatus?.severity === "warning";
  return <StatusMark status={t("notReady")} severity={isTrouble ? "warning" : "busy"} message={why} />;
}
