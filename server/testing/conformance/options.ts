import { parseArgs } from "node:util";

export interface Options {
  /** Part of a spec's name, or a regular expression; empty for all. */
  readonly focus: string;
  /** Also what failed before. */
  readonly again: boolean;
  /** Also what passed before. */
  readonly all: boolean;
  /** Only what passed before, and it must pass again; nothing is written down. */
  readonly mustPass: boolean;
  /** How many specs run beside each other. */
  readonly workers: number;
  /** No spec begins later than this. */
  readonly minutes: number;
  /** So long one spec may take. */
  readonly specMinutes: number;
  /** Of another cluster, to compare with; none is started then. */
  readonly kubeconfig: string | undefined;
  /** The results file, instead of docs/conformance.json. */
  readonly results: string | undefined;
}

export const usage = `npm run conformance -- [FOCUS] [options]
  FOCUS            part of a spec's name (sig-cli, "Job should"), or a regular expression; without it: all
  --again          also what failed before (else only what was never run)
  --all            everything in the focus
  --must-pass      only what passed before; fails when one does not pass now, and writes nothing down
  --workers N      how many specs run beside each other (3)
  --minutes N      no spec begins later than this
  --spec-minutes N so long one spec may take (8)
  --kubeconfig F   runs against that cluster instead of a Pilothouse of its own; --results says where to write
  --results F      the results file (docs/conformance.json); the table is written beside it
`;

/** Throws with what is wrong about a word. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      again: { type: "boolean", default: false },
      all: { type: "boolean", default: false },
      "must-pass": { type: "boolean", default: false },
      workers: { type: "string", default: "3" },
      minutes: { type: "string", default: "100000" },
      "spec-minutes": { type: "string", default: "8" },
      kubeconfig: { type: "string" },
      results: { type: "string" },
    },
  });
  if (positionals.length > 1) throw new Error(`One focus at a time; there were ${positionals.join(" and ")}.`);
  if (values.kubeconfig && !values.results)
    throw new Error("--kubeconfig needs --results: the page is of this engine.");
  const { again, all, kubeconfig, results } = values;
  return {
    focus: positionals[0] ?? "",
    again,
    all,
    mustPass: values["must-pass"],
    kubeconfig,
    results,
    workers: positive("--workers", values.workers),
    minutes: positive("--minutes", values.minutes),
    specMinutes: positive("--spec-minutes", values["spec-minutes"]),
  };
}

function positive(name: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${name} takes a number above 0; it was given ${text}.`);
  return number;
}
