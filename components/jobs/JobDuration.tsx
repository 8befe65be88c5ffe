"use client";
import { formatAge, parseTime } from "@/components/format/times";
import { useNow } from "@/components/ui/now";

interface JobDurationProps {
  readonly from: string | undefined;
  /** Left out: it counts on. */
  readonly to: string | undefined;
}

/** How long it took, or takes so far. */
export function JobDuration({ from, to }: JobDurationProps) {
  const now = useNow(1_000);
  const start = parseTime(from);
  if (start === undefined) return <span className="text-faint">–</span>;
  return <span className="num">{formatAge((parseTime(to) ?? now) - start)}</span>;
}
