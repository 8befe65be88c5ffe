"use client";
import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { Terminal } from "@xterm/xterm";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { useEffect, useRef, useState } from "react";
import { useConnection } from "@/components/live/LiveProvider";
import { Button } from "@/components/ui/Button";
import { type ExecEnd, openExec } from "./openExec";

interface TerminalBoxProps {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** xterm, joined to a shell in the container. */
export function TerminalBox({ namespace, pod, container }: TerminalBoxProps) {
  const t = useTranslations("pods.terminal");
  const connection = useConnection();
  const { resolvedTheme } = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const screen = useRef<Terminal>(null);
  const [end, setEnd] = useState<ExecEnd>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` opens it again
  useEffect(() => {
    if (!box.current) return undefined;
    const terminal = new Terminal({
      fontFamily: cssValue("--mono"),
      fontSize: 12,
      cursorBlink: true,
      theme: themeNow(),
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(box.current);
    fit.fit();
    terminal.focus();
    screen.current = terminal;
    setEnd(undefined);
    const exec = openExec(
      connection.socket,
      { namespace, pod, container, columns: terminal.cols, rows: terminal.rows },
      {
        onOutput: (data) => terminal.write(data),
        onEnd: setEnd,
      },
    );
    terminal.onData(exec.write);
    terminal.onResize(({ cols, rows }) => exec.resize(cols, rows));
    const observer = new ResizeObserver(() => fit.fit());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      exec.close();
      terminal.dispose();
    };
  }, [connection, namespace, pod, container, turn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read from the page, which the theme changes
  useEffect(() => {
    if (screen.current) screen.current.options.theme = themeNow();
  }, [resolvedTheme]);
  return (
    <div className="grid gap-2">
      <div
        ref={box}
        className="h-[max(320px,calc(100dvh-300px))] phone:h-[max(240px,calc(100dvh-320px))] overflow-hidden rounded-lg border border-line bg-panel p-2"
      />
      {end ? (
        <p role="status" className="flex items-center gap-3 text-soft">
          {end.type === "exit" ? t("exited", { code: end.code }) : t("broke", { says: end.says })}
          <Button size="small" onClick={() => setTurn(turn + 1)}>
            {t("again")}
          </Button>
        </p>
      ) : null}
    </div>
  );
}

function cssValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function themeNow() {
  return {
    background: cssValue("--panel"),
    foreground: cssValue("--ink"),
    cursor: cssValue("--ink"),
    cursorAccent: cssValue("--panel"),
    selectionBackground: cssValue("--line-strong"),
  };
}
