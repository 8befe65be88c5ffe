"use client";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/Glyph";
import { Table, Td } from "@/components/ui/Table";
import { PodCell } from "./DrainPlanView";
import type { Drain } from "./useDrain";

/** Each pod as it leaves; what is left at the end says why. */
export function DrainProgressView({ drain }: { drain: Drain }) {
  const t = useTranslations("nodes.drain");
  const { gone, total, pods } = drain.progress;
  const left = new Map((drain.result?.left ?? []).map(({ pod, says }) => [pod.uid, says]));
  const share = total === 0 ? 100 : (gone / total) * 100;
  return (
    <div className="grid gap-3 pb-4">
      <div className="flex items-center gap-3">
        <div
          role="progressbar"
          aria-label={t("progress", { gone, total })}
          aria-valuenow={gone}
          aria-valuemax={total}
          className="relative h-1.5 flex-1 overflow-hidden rounded-[3px] bg-selected"
        >
          <i className="absolute inset-y-0 left-0 bg-soft" style={{ width: `${share}%` }} />
        </div>
        <span className="num text-soft">{t("progress", { gone, total })}</span>
      </div>
      <div className="min-w-0 overflow-x-auto rounded-lg border border-line">
        <Table>
          <tbody>
            {pods.map(({ pod, state }) => (
              <tr key={pod.uid}>
                <PodCell pod={pod} />
                <Td wraps className={state === "gone" ? "text-faint" : "text-soft"}>
                  <span className="flex items-baseline gap-2">
                    <Glyph shape={left.has(pod.uid) ? "warning" : state === "gone" ? "well" : "inHand"} />
                    <span>
                      {left.get(pod.uid) ?? t(`state.${drain.isRunning || state === "gone" ? state : "left"}`)}
                    </span>
                  </span>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  );
}
