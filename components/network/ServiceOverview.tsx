"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { Card } from "@/components/ui/Card";
import { EndpointsCard } from "./EndpointsCard";
import { LeadingRoutes } from "./LeadingRoutes";
import type { ServiceDetail } from "./ServicePage";
import { addressText, portText } from "./serviceText";

export function ServiceOverview({ service }: { service: ServiceDetail }) {
  return (
    <>
      <EndpointsCard service={service} />
      <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
        <LeadingRoutes service={service} />
        <ServiceFacts service={service} />
      </div>
      <EventsCard events={service.events} />
    </>
  );
}

function ServiceFacts({ service }: { service: ServiceDetail }) {
  const t = useTranslations("network.fact");
  const { type, ports, dnsName, selector, externalName, sessionAffinity } = service;
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [t("type"), type],
          [t("address"), <code key="address">{addressText(service)}</code>],
          [t("name"), <code key="name">{dnsName}</code>],
          [t("externalName"), externalName && <code key="external">{externalName}</code>],
          [
            t("ports"),
            <span key="ports" className="grid">
              {ports.map((port) => (
                <code key={`${port.name ?? ""}${port.port}${port.protocol}`}>
                  {port.name ? <span className="text-faint">{port.name} </span> : null}
                  {portText(port)}
                </code>
              ))}
            </span>,
          ],
          [t("selector"), <Labels key="selector" labels={selector} />],
          [t("affinity"), sessionAffinity === "None" ? undefined : sessionAffinity],
          [t("labels"), <Labels key="labels" labels={service.labels} />],
          [t("age"), <Age key="age" at={service.createdAt} />],
        ]}
      />
    </Card>
  );
}
