"use client";
import { formatAge, parseTime } from "@/components/format/times";
import { useEachSecond } from "@/components/ui/now";

interface JobDurationProps {
  readonly from: string | undefined;
  /** Left out: it counts on. */
  readonly to: string | undefined;
}

/** How long it took, or takes so far. */
export function JobDuration({ from, to }: JobDurationProps) {
  const start = parseTime(from);
  const lasted = useEachSecond((now) => (start === undefined ? "" : formatAge((parseTime(to) ?? now) - start)));
  if (start === undefined) return <span className="text-faint">–</span>;
  return <span className="num">{lasted}</span>;
}
