import { sparkPath } from "./sparkPath";

interface SparklineProps {
  /** Oldest first; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly max: number;
  /** A dashed line in the colour of trouble. */
  readonly limit?: number;
  readonly label: string;
  readonly heightPx?: number;
}

/** A line without axes: the shape of the last while. Stretches to its box. */
export function Sparkline({ values, max, limit, label, heightPx = 44 }: SparklineProps) {
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
      {limit === undefined ? null : (
        <line
          x1="0"
          x2="100"
          y1={100 - (limit / max) * 96}
          y2={100 - (limit / max) * 96}
          className="stroke-bad [stroke-dasharray:3_3]"
          vectorEffect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
