"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Age } from "@/components/format/Age";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Table, Td, Th } from "@/components/ui/Table";
import { Tag } from "@/components/ui/Tag";
import { type KeptAs, type Revision, RevisionDiff } from "./RevisionDiff";

interface RevisionsCardProps {
  readonly namespace: string;
  readonly keptAs: KeptAs;
  /** Newest first. */
  readonly revisions: readonly Revision[];
  readonly isFrozen?: boolean;
  readonly rollback: { readonly ask: (revision: number) => void; readonly isBusy: boolean };
}

/** What a workload was, newest first; each can be compared with what is now, and gone back to. */
export function RevisionsCard({ namespace, keptAs, revisions, isFrozen = false, rollback }: RevisionsCardProps) {
  const t = useTranslations("deployments.revision");
  const [compared, setCompared] = useState<Revision>();
  const current = revisions[0];
  return (
    <Card title={t("title")}>
      <Table className="phone:min-w-max">
        <thead>
          <tr>
            <Th isFigure>{t("number")}</Th>
            <Th>{t("images")}</Th>
            <Th isFigure>{t("pods")}</Th>
            <Th isFigure>{t("age")}</Th>
            <Th>
              <span className="sr-only">{t("acts")}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {revisions.map((revision) => (
            <tr key={revision.name}>
              <Td isFigure className="w-px">
                {revision.revision}
              </Td>
              <Td className="max-w-64">
                <span className="clip block" title={revision.cause ?? revision.images.join("\n")}>
                  <code>{revision.images.join(", ")}</code>{" "}
                  {revision.cause ? <span className="text-faint">{revision.cause}</span> : null}
                </span>
              </Td>
              <Td isFigure>
                {revision.ready}/{revision.replicas}
              </Td>
              <Td isFigure className="text-faint">
                <Age at={revision.createdAt} />
              </Td>
              <Td isFigure>
                {revision === current ? (
                  <Tag>{t("current")}</Tag>
                ) : (
                  <span className="flex justify-end gap-1.5">
                    <Button size="small" look="ghost" onClick={() => setCompared(revision)}>
                      {t("compare")}
                    </Button>
                    <Button
                      size="small"
                      disabled={isFrozen || rollback.isBusy}
                      onClick={() => rollback.ask(revision.revision)}
                    >
                      {t("goBack")}
                    </Button>
                  </span>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {compared && current ? (
        <RevisionDiff
          namespace={namespace}
          keptAs={keptAs}
          from={current}
          to={compared}
          onClose={() => setCompared(undefined)}
          onGoBack={() => rollback.ask(compared.revision)}
        />
      ) : null}
    </Card>
  );
}
