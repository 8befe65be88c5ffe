"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import type { ViewOutput } from "@/components/live/views";
import { Card } from "@/components/ui/Card";
import { Glyph } from "@/components/ui/Glyph";
import { Table, Td } from "@/components/ui/Table";

type EventRow = ViewOutput<"pods.get">["events"][number];

/** What happened to it, newest first. `showsObject`: events of several objects stand together. */
export function EventsCard({ events, showsObject }: { events: readonly EventRow[]; showsObject?: boolean }) {
  const t = useTranslations("objects");
  const words = useTranslations("words");
  return (
    <Card title={t("events")} aside={events.length > 0 ? events.length : undefined}>
      {events.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("noEvents")}</p> : null}
      <Table>
        <tbody>
          {events.map((event) => (
            <tr key={event.key}>
              <Td isFigure className="w-px text-faint">
                <Age at={event.lastAt} />
              </Td>
              <Td className="w-px px-0">
                <span className="grid w-[9px] place-items-center">
                  {event.type === "Warning" ? <Glyph shape="warning" label={words("severity.warning")} /> : null}
                </span>
              </Td>
              <Td className="w-px">
                <span>{event.reason}</span>
                {event.count > 1 ? <span className="num text-faint"> ×{event.count}</span> : null}
              </Td>
              <Td wraps className="text-soft [overflow-wrap:anywhere]">
                {showsObject ? (
                  <span className="text-faint">
                    {event.object.kind} {event.object.name}:{" "}
                  </span>
                ) : null}
                {event.message}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
