import { cn } from "./cn";
import { sparkPath } from "./sparkPath";

interface SparklineProps {
  /** Oldest first; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly max: number;
  /** A dashed line in the colour of trouble. */
  readonly limit?: number;
  /** A dashed line without colour: what was planned or asked for. */
  readonly planned?: number;
  readonly label: string;
  readonly heightPx?: number;
}

/** A line without axes: the shape of the last while. Stretches to its box. */
export function Sparkline({ values, max, limit, planned, label, heightPx = 44 }: SparklineProps) {
  const { line, area } = sparkPath(values, max);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 100 100"
      preserveAspectRatio="none"
      className="block w-full"
      style={{ height: heightPx }}
    >
      <line x1="0" x2="100" y1="99.5" y2="99.5" className="stroke-line" vectorEffect="non-scaling-stroke" />
      {area ? <path d={area} className="fill-ink opacity-[0.06]" /> : null}
      {line ? (
        <path
          d={line}
          className="fill-none stroke-ink stroke-[1.5]"
          vectorEffect="non-scaling-stroke"
          strokeLinejoin="round"
        />
      ) : null}
      {planned === undefined ? null : <Dashed at={planned / max} className="stroke-faint" />}
      {limit === undefined ? null : <Dashed at={limit / max} className="stroke-bad" />}
    </svg>
  );
}

function Dashed({ at, className }: { at: number; className: string }) {
  const y = 100 - Math.min(1, at) * 96;
  const look = cn("[stroke-dasharray:3_3]", className);
  return <line x1="0" x2="100" y1={y} y2={y} className={look} vectorEffect="non-scaling-stroke" />;
}
