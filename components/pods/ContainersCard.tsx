"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { Card } from "@/components/ui/Card";
import { StatusMark } from "@/components/ui/StatusMark";
import { Table, Td, Th } from "@/components/ui/Table";
import { Tag } from "@/components/ui/Tag";
import type { Pod } from "./PodPage";

type Container = Pod["containerRows"][number];

export function ContainersCard({ containers }: { containers: readonly Container[] }) {
  const t = useTranslations("pods.container");
  return (
    <Card title={t("title")}>
      <Table className="phone:min-w-max">
        <thead>
          <tr>
            <Th>{t("name")}</Th>
            <Th>{t("state")}</Th>
            <Th isFigure>{t("restarts")}</Th>
            <Th>{t("image")}</Th>
            <Th>{t("ports")}</Th>
            <Th>{t("probes")}</Th>
            <Th isFigure>{t("since")}</Th>
          </tr>
        </thead>
        <tbody>
          {containers.map((container) => (
            <tr key={container.name}>
              <Td>
                <b className="font-medium">{container.name}</b>{" "}
                {container.type === "container" ? null : <Tag>{t(container.type)}</Tag>}
              </Td>
              <Td className="max-w-96">
                <StatusMark {...stateOf(container, t)} />
              </Td>
              <Td isFigure>{container.restarts}</Td>
              <Td className="max-w-72">
                <code className="clip block" title={container.image}>
                  {container.image}
                </code>
              </Td>
              <Td className="text-soft">
                {container.ports.map(({ port, name }) => (name ? `${port} ${name}` : port)).join(", ") || "–"}
              </Td>
              <Td className="max-w-72 text-soft">
                <span
                  className="clip block"
                  title={container.probes.map(({ type, what }) => `${type}: ${what}`).join("\n")}
                >
                  {container.probes.map(({ type }) => t(type)).join(", ") || "–"}
                </span>
              </Td>
              <Td isFigure className="text-faint">
                <Age at={container.state === "terminated" ? container.finishedAt : container.startedAt} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function stateOf(
  container: Container,
  t: (key: "running" | "notReady" | "waiting" | "unknown" | "exit", values?: { code: number }) => string,
) {
  const { state, isReady, reason, message, exitCode, last } = container;
  if (state === "running") {
    return isReady || container.type === "init"
      ? ({ status: t("running"), severity: "well" } as const)
      : ({ status: t("notReady"), severity: "busy" } as const);
  }
  if (state === "terminated") {
    const isWell = exitCode === 0;
    return {
      status: reason ?? t("exit", { code: exitCode ?? 0 }),
      severity: isWell ? "well" : "critical",
      message,
    } as const;
  }
  const isTrouble = reason !== undefined && !["ContainerCreating", "PodInitializing"].includes(reason);
  const before = last ? `${t("exit", { code: last.exitCode })}${last.message ? `: ${last.message}` : ""}` : undefined;
  return {
    status: reason ?? t(state === "waiting" ? "waiting" : "unknown"),
    severity: isTrouble ? "critical" : "busy",
    message: message ?? before,
  } as const;
}
