import type { Outcome } from "./outcome";
import type { Results } from "./results";
import type { Spec } from "./specs";

export interface Reason {
  readonly specs: RegExp;
  /** Why they fail, for whoever reads the table. */
  readonly why: string;
}

export interface Told {
  readonly specs: readonly Spec[];
  readonly results: Results;
  /** The first that matches a spec's name counts. */
  readonly reasons: readonly Reason[];
  /** Of Kubernetes' suite: `1.37.2`. */
  readonly version: string;
}

/** `docs/conformance.md`: totals by group, then each spec that fails, and why. */
export function document({ specs, results, reasons, version }: Told): string {
  const sigs = [...new Set(specs.map(({ sig }) => sig))].sort();
  const rows = sigs.map((sig) => [
    sig,
    ...totals(
      specs.filter((one) => one.sig === sig),
      results,
    ),
  ]);
  const parts = [
    head(version),
    tableOf(["group", "specs", "passed", "failed", "not run"], [...rows, ["all", ...totals(specs, results)]]),
    ...sigs.flatMap((sig) => failures(sig, { specs, results, reasons, version })),
  ];
  return `${parts.join("\n\n")}\n`;
}

function head(version: string): string {
  return `# Conformance

Kubernetes' own conformance tests (${version}) against the embedded engine on the Docker runtime. This page is written by
\`npm run conformance [-- FOCUS]\`, from \`docs/conformance.json\`, which holds how each spec ended last. What passes and
what fails depends on the images that can be made on the machine, too: no registry is asked.`;
}

function totals(specs: readonly Spec[], results: Results): string[] {
  const count = (state: Outcome["state"] | undefined) =>
    specs.filter(({ name }) => results[name]?.state === state).length;
  return [specs.length, count("passed"), count("failed"), count(undefined)].map(String);
}

function failures(sig: string, { specs, results, reasons }: Told): string[] {
  const rows = specs.flatMap((spec) => {
    const outcome = results[spec.name];
    if (spec.sig !== sig || outcome?.state !== "failed") return [];
    const why = reasons.find((reason) => reason.specs.test(spec.name))?.why ?? "not looked into yet";
    return [[shortName(spec), why, `${outcome.failure ?? ""}${outcome.at ? ` (${outcome.at})` : ""}`]];
  });
  return rows.length === 0 ? [] : [`## ${sig}`, tableOf(["fails", "why", "what it says"], rows)];
}

function shortName({ name, sig }: Spec): string {
  return name.replace(`[${sig}] `, "").replaceAll(/\s*\[(Conformance|NodeConformance)\]/g, "");
}

function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cellOf).join(" | ")} |`;
  return [line(titles), line(titles.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What a cell may hold, as text: a message from elsewhere is not markup. */
function cellOf(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
