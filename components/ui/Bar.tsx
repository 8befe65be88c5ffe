import { cn } from "./cn";

interface BarProps {
  /** Both in the unit of `of`; what is unknown is left out. */
  readonly asked?: number | undefined;
  readonly used?: number | undefined;
  readonly of: number;
  /** Said to those who can't see it. */
  readonly label: string;
}

const share = (part: number | undefined, whole: number): number =>
  part === undefined || whole <= 0 ? 0 : Math.min(100, Math.max(0, (part / whole) * 100));

/** Asked for (light) and used (dark), on one line of what there is. Red from nine tenths used. */
export function Bar({ asked, used, of, label }: BarProps) {
  const usedShare = share(used, of);
  return (
    <div
      role="img"
      aria-label={label}
      className="relative h-1.5 min-w-[60px] overflow-hidden rounded-[3px] bg-selected"
    >
      <i className="absolute inset-y-0 left-0 bg-soft/45" style={{ width: `${share(asked, of)}%` }} />
      <i
        className={cn("absolute inset-y-0 left-0", usedShare >= 90 ? "bg-bad" : "bg-soft")}
        style={{ width: `${usedShare}%` }}
      />
    </div>
  );
}
