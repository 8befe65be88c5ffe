"use client";
import { useTranslations } from "next-intl";
import { formatAge } from "@/components/format/times";
import { useLiveState } from "@/components/live/LiveProvider";
import { cn } from "@/components/ui/cn";
import { useEachSecond } from "@/components/ui/now";

/** Whether what is shown is what is so. A lost connection says how old the picture is. */
export function LiveMark() {
  const t = useTranslations("shell.live");
  const state = useLiveState();
  return (
    <span
      role="status"
      className={cn(
        "inline-flex items-center gap-1.5 text-sm whitespace-nowrap",
        state.status === "lost" ? "text-warn" : "text-faint",
      )}
    >
      <i
        aria-hidden="true"
        className={cn(
          "size-1.5",
          state.status === "live" && "rounded-full bg-ink",
          state.status === "connecting" && "rounded-full border border-faint",
          state.status === "lost" && "bg-warn",
        )}
      />
      {state.status === "lost" ? <LostFor sinceMs={state.sinceMs} /> : t(state.status)}
    </span>
  );
}

function LostFor({ sinceMs }: { sinceMs: number }) {
  const t = useTranslations("shell.live");
  const age = useEachSecond((now) => formatAge(now - sinceMs));
  return <span className="num">{t("lost", { age })}</span>;
}
