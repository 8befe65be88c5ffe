"use client";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/Glyph";
import { Tag } from "@/components/ui/Tag";

interface NodeTagsProps {
  readonly node: {
    readonly severity: "well" | "busy" | "warning" | "critical";
    readonly isReady: boolean;
    readonly isCordoned: boolean;
  };
}

/** Trouble with its shape; cordoned; and quietly "ready" where there is nothing else to say. */
export function NodeTags({ node: { severity, isReady, isCordoned } }: NodeTagsProps) {
  const t = useTranslations("nodes.state");
  if (severity === "well" && !isCordoned) return <span className="text-faint">{t("ready")}</span>;
  return (
    <span className="inline-flex gap-1.5">
      {severity === "well" ? null : (
        <Tag tone={severity === "critical" ? "bad" : "warn"}>
          <Glyph shape={severity === "critical" ? "critical" : "warning"} />
          {t(isReady ? "pressure" : "notReady")}
        </Tag>
      )}
      {isCordoned ? <Tag>{t("cordoned")}</Tag> : null}
    </span>
  );
}
