import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type Clock, systemClock } from "@/server/lib/clock";
import { type Outcome, outcomeOf, type SuiteReport } from "./outcome";
import { focusOf, type Spec } from "./specs";
import type { Suite } from "./suite";

export interface Place {
  readonly suite: Suite;
  readonly kubeconfig: string;
  readonly nodes: number;
  /** Where each spec's output and report are kept. */
  readonly logs: string;
  /** So long a spec may take. */
  readonly patienceMs: number;
}

/** So long a spec that was told to end may clean up. */
const cleanupMs = 45_000;

/** Runs one spec in a process of its own, so that one that hangs costs no other its outcome. */
export async function runSpec(spec: Spec, place: Place, clock: Clock = systemClock): Promise<Outcome> {
  const folder = path.join(place.logs, spec.name.replaceAll(/\W+/g, "-").slice(1, 150));
  fs.mkdirSync(folder, { recursive: true });
  const report = path.join(folder, "report.json");
  fs.rmSync(report, { force: true });
  const startMs = clock.monotonicMs();
  const log = fs.openSync(path.join(folder, "log"), "w");
  const child = spawn(place.suite.program, argumentsOf(spec, place, report), { stdio: ["ignore", log, log] });
  const tellIt = clock.after(place.patienceMs, () => child.kill("SIGINT"));
  const end = clock.after(place.patienceMs + cleanupMs, () => child.kill("SIGKILL"));
  await new Promise<void>((resolve) => child.once("error", () => resolve()).once("close", () => resolve()));
  tellIt();
  end();
  fs.closeSync(log);
  const seconds = Math.round((clock.monotonicMs() - startMs) / 100) / 10;
  const outcome = fs.existsSync(report) ? outcomeOf(readReport(report)) : undefined;
  return outcome ?? { state: "failed", seconds, failure: "the suite ended without a report: see its log" };
}

function readReport(file: string): SuiteReport[] {
  return JSON.parse(fs.readFileSync(file, "utf8")) as SuiteReport[];
}

function argumentsOf(spec: Spec, { kubeconfig, nodes }: Place, report: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--provider=skeleton",
    `--num-nodes=${nodes}`,
    "--allowed-not-ready-nodes=0",
    "--minStartupPods=0",
    "--disable-log-dump",
    "--ginkgo.no-color",
    "--ginkgo.v",
    `--ginkgo.focus=${focusOf(spec)}`,
    `--ginkgo.json-report=${report}`,
  ];
}
