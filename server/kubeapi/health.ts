import type { ServerResponse } from "node:http";
import { sendText } from "./respond";

interface Check {
  readonly name: string;
  /** Why it fails; undefined while it holds. */
  readonly problem?: string;
}

/** `/livez`: this process answers. `/readyz`: it can do everything. `/healthz` is the older word for the first. */
const endpoints: Readonly<Record<string, readonly string[]>> = {
  healthz: ["ping"],
  livez: ["ping"],
  readyz: ["ping", "store"],
};

/** These paths and the single checks below them (`/readyz/store`), which anybody may ask. False when it is none of them. */
export function answerHealth({ isReady }: { isReady?(): boolean }, url: URL, response: ServerResponse): boolean {
  const [, endpoint = "", ...rest] = url.pathname.split("/");
  const names = Object.hasOwn(endpoints, endpoint) ? endpoints[endpoint] : undefined;
  const one = rest.join("/");
  if (!names || (one !== "" && !names.includes(one))) return false;
  const excluded = url.searchParams.getAll("exclude");
  const checks = names
    .filter((name) => (one === "" ? !excluded.includes(name) : name === one))
    .map(
      (name): Check => ({
        name,
        ...(name === "store" && !(isReady?.() ?? true) && { problem: "it cannot write now" }),
      }),
    );
  const isPassed = checks.every(({ problem }) => problem === undefined);
  const isWhole = !isPassed || url.searchParams.has("verbose");
  sendText(response, isPassed ? 200 : 500, {
    text: isWhole ? listed(checks, `${endpoint} check ${isPassed ? "passed" : "failed"}`) : "ok",
    type: "text/plain; charset=utf-8",
  });
  return true;
}

function listed(checks: readonly Check[], end: string): string {
  const lines = checks.map(({ name, problem }) => (problem ? `[-]${name} failed: ${problem}` : `[+]${name} ok`));
  return `${[...lines, end].join("\n")}\n`;
}
