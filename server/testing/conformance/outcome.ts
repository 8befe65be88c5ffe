/** How a spec ended, in a line of the results file. */
export interface Outcome {
  readonly state: "passed" | "failed";
  readonly seconds: number;
  /** Of a failure: what it says, on one line. */
  readonly failure?: string;
  /** Of a failure: `test/e2e/apps/job.go:120`. */
  readonly at?: string;
}

/** What is read of ginkgo's JSON report. */
export interface SuiteReport {
  readonly SpecReports?: readonly SpecReport[] | null;
}

interface SpecReport {
  readonly ContainerHierarchyTexts?: readonly string[] | null;
  readonly LeafNodeType: string;
  readonly LeafNodeText: string;
  readonly State: string;
  /** Nanoseconds. */
  readonly RunTime: number;
  readonly Failure?: Failure;
}

interface Failure {
  readonly Message?: string;
  readonly Location?: { readonly FileName?: string; readonly LineNumber?: number };
  /** What a spec that was told to end said when it did. */
  readonly AdditionalFailure?: { readonly Failure?: Failure };
}

const lineLength = 300;
const interrupted = /^An interrupt occurred and then the following failure was recorded[^\n]*\n/;
const ran = new Set(["passed", "failed", "panicked", "interrupted", "timedout", "aborted"]);

/**
 * How the one spec of a run ended; a suite that failed before it came to the spec fails it. Undefined when the report
 * tells of neither: nothing was run.
 */
export function outcomeOf(reports: readonly SuiteReport[]): Outcome | undefined {
  const all = reports.flatMap(({ SpecReports }) => SpecReports ?? []);
  const spec = all.find((one) => one.LeafNodeType === "It" && ran.has(one.State));
  const told = spec ?? all.find((one) => one.LeafNodeType !== "It" && ran.has(one.State) && one.State !== "passed");
  if (!told) return undefined;
  const seconds = Math.round(told.RunTime / 1e8) / 10;
  if (told.State === "passed") return { state: "passed", seconds };
  const said = told.Failure?.AdditionalFailure?.Failure ?? told.Failure;
  const { Message = told.State, Location } = said ?? {};
  const at = Location?.FileName && `${placeOf(Location.FileName)}:${Location.LineNumber}`;
  const late = told.State === "interrupted" ? "not done in time: " : "";
  const failure = late + lineOf(Message.replace(interrupted, ""));
  return { state: "failed", seconds, failure, ...(at && { at }) };
}

/** A message of many lines as one, cut where it gets long; without what differs from run to run. */
export function lineOf(message: string): string {
  const line = message
    .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, "UID")
    .replaceAll(/\b([a-z-]+)-\d{2,5}\b(?=[/".' ,])/g, "$1-N")
    .replaceAll(/0x[0-9a-f]{6,}/g, "0x…")
    .replaceAll(/\s+/g, " ")
    .trim();
  return line.length > lineLength ? `${line.slice(0, lineLength)}…` : line;
}

/** `k8s.io/kubernetes@v1.37.2/test/e2e/apps/job.go` → `test/e2e/apps/job.go`. */
function placeOf(file: string): string {
  return file.replace(/^k8s\.io\/kubernetes(@[^/]+)?\//, "");
}
