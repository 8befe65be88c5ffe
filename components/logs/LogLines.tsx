"use client";
import { useTranslations } from "next-intl";
import { type UIEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { formatClock, parseTime } from "@/components/format/times";
import { Button } from "@/components/ui/Button";
import { cn } from "@/components/ui/cn";
import { lineTone, type NumberedLine } from "./logRing";

interface LogLinesProps {
  readonly lines: readonly NumberedLine[];
  readonly search: string;
  readonly showsPod: boolean;
  readonly showsContainer: boolean;
  readonly empty: string;
}

const linePx = 18;
const marginLines = 20;

/** The lines in sight, of any number. Stays at the end while one is at the end; scrolling up stands still. */
export function LogLines({ lines, search, showsPod, showsContainer, empty }: LogLinesProps) {
  const t = useTranslations("pods.logs");
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [isFollowing, setFollowing] = useState(true);
  const first = Math.max(0, Math.floor(view.top / linePx) - marginLines);
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / linePx) + marginLines);
  const count = lines.length;
  const newest = lines.at(-1)?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line, and nothing else, moves the view
  useLayoutEffect(() => {
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [isFollowing, newest, count]);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setView((old) => ({ ...old, height: element.clientHeight })));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const onScroll = ({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent<HTMLDivElement>) => {
    setView({ top: scrollTop, height: clientHeight });
    setFollowing(scrollTop + clientHeight >= scrollHeight - linePx);
  };
  return (
    <div className="relative overflow-hidden rounded-lg border border-line bg-panel">
      <div
        ref={box}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("title")}
        className="h-[max(320px,calc(100dvh-300px))] phone:h-[max(240px,calc(100dvh-354px))] overflow-auto py-2 font-mono text-[12px] leading-[18px] focus-visible:outline-offset-[-2px]"
      >
        <div style={{ height: lines.length * linePx }} className="relative min-w-max">
          <div style={{ transform: `translateY(${first * linePx}px)` }}>
            {lines.slice(first, last).map((line) => (
              <Line key={line.number} line={line} search={search} showsPod={showsPod} showsContainer={showsContainer} />
            ))}
          </div>
        </div>
        {lines.length === 0 ? (
          <p className="absolute inset-0 grid place-content-center font-sans text-base text-faint">{empty}</p>
        ) : null}
      </div>
      {isFollowing ? null : (
        <Button className="absolute right-3 bottom-3 shadow-pop" onClick={() => setFollowing(true)}>
          {t("toEnd")}
        </Button>
      )}
    </div>
  );
}

const tones = { bad: "text-bad", warn: "text-warn", plain: "" } as const;

function Line({
  line,
  search,
  showsPod,
  showsContainer,
}: { line: NumberedLine } & Pick<LogLinesProps, "search" | "showsPod" | "showsContainer">) {
  const at = parseTime(line.at);
  return (
    <div
      className={cn("flex gap-3 px-3.5 whitespace-pre hover:bg-hover", tones[lineTone(line.text)])}
      style={{ height: linePx }}
    >
      {at === undefined ? null : <span className="num text-faint select-none">{formatClock(at)}</span>}
      {showsPod ? <span className="text-faint select-none">{line.pod}</span> : null}
      {showsContainer ? <span className="text-faint select-none">{line.container}</span> : null}
      <span>
        <Marked text={line.text} search={search.trim()} />
      </span>
    </div>
  );
}

function Marked({ text, search }: { text: string; search: string }) {
  const at = search ? text.toLowerCase().indexOf(search.toLowerCase()) : -1;
  if (at < 0) return text || " ";
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-[2px] bg-ink text-bg">{text.slice(at, at + search.length)}</mark>
      <Marked text={text.slice(at + search.length)} search={search} />
    </>
  );
}
