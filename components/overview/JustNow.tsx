"use client";
import { useTranslations } from "next-intl";
import { ClockTime } from "@/components/format/Age";
import type { ViewOutput } from "@/components/live/views";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Glyph } from "@/components/ui/Glyph";
import { Link } from "@/components/ui/Link";
import { Table, Td } from "@/components/ui/Table";

type EventRow = ViewOutput<"overview.get">["justNow"][number];

/** The newest events; new ones slide in above. */
export function JustNow({ events }: { events: readonly EventRow[] }) {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  return (
    <Card
      title={t("justNow")}
      aside={
        <Link href="/events" className="hover:text-ink">
          {t("allEvents")}
        </Link>
      }
    >
      {events.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("nothingYet")}</p> : null}
      <Table>
        <tbody>
          {events.map((event) => (
            <tr key={event.key} className="animate-[appear_140ms_ease-out]">
              <Td className="w-px text-faint">
                <ClockTime at={event.lastAt} />
              </Td>
              <Td className="w-px pr-0">
                {event.type === "Warning" ? <Glyph shape="warning" label={words("severity.warning")} /> : null}
              </Td>
              <Td wraps className="w-full max-w-0 phone:max-w-none phone:min-w-64">
                <span
                  title={event.message}
                  className="clip block phone:[overflow-wrap:anywhere] phone:whitespace-normal"
                >
                  <EventObject object={event.object} /> <span className="text-soft">{event.message}</span>
                </span>
              </Td>
              <Td isFigure className="text-faint phone:hidden">
                {event.reason}
                {event.count > 1 ? ` ×${event.count}` : ""}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function EventObject({ object }: { object: EventRow["object"] }) {
  const href = hrefOf(object);
  const text = (
    <>
      <span className="text-faint">{object.kind}</span> <b className="font-medium">{object.name}</b>
    </>
  );
  return href ? (
    <Link href={href} className="hover:underline">
      {text}
    </Link>
  ) : (
    text
  );
}
