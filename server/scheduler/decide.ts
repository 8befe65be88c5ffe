import type { Pod } from "@/server/objects/types";
import { bestOf, prepareFilters } from "./cycle";
import { FitError } from "./fitError";
import type { Profile, ResourceVerdict } from "./framework";
import type { NodeTable } from "./nodeTable";
import { type PodInfo, podInfo } from "./podInfo";
import { defaultProfile } from "./registry";
import type { Snapshot } from "./snapshot";

export interface FilterVerdict {
  readonly plugin: string;
  /** Why this filter refuses the node, in Kubernetes' words; absent when it lets the pod in. */
  readonly reason?: string;
  /** What was asked and what is free, where the filter counts. */
  readonly resources?: readonly ResourceVerdict[];
}

export interface ScoreVerdict {
  readonly plugin: string;
  /** As the plugin gave it. */
  readonly raw: number;
  /** Brought to 0…100 and multiplied by the plugin's weight. */
  readonly weighted: number;
}

export interface NodeVerdict {
  readonly node: string;
  /** Every filter of the profile, in order, whether or not an earlier one refused. */
  readonly filters: readonly FilterVerdict[];
  readonly isFeasible: boolean;
  readonly scores: readonly ScoreVerdict[];
  readonly total?: number;
}

export interface Decision {
  /** Where the pod goes; absent when it fits nowhere. */
  readonly node?: string;
  readonly perNode: readonly NodeVerdict[];
  /** For nobody's sake but people's: Kubernetes' sentence, or where it goes. */
  readonly message: string;
}

/** The whole reasoning about one pod on every node, by the scheduler's own plugins. Ties go to the first node. */
export function decide(snapshot: Snapshot, pod: Pod, profile: Profile = defaultProfile): Decision {
  return explain(snapshot.table, podInfo(pod), profile);
}

/** The same on the scheduler's live table. A pod that is placed already is looked at as if it were not. */
export function explain(table: NodeTable, pod: PodInfo, profile: Profile): Decision {
  const placed = table.placed(pod.uid);
  const row = placed && table.rowOf(placed.node);
  if (placed && row !== undefined) table.detach(placed.info, row);
  try {
    return explainUnplaced({ table, pod, profile });
  } finally {
    if (placed && row !== undefined) table.attach(placed.info, row);
  }
}

interface Question {
  readonly table: NodeTable;
  readonly pod: PodInfo;
  readonly profile: Profile;
}

function explainUnplaced(question: Question): Decision {
  const { table } = question;
  const rows = [...table.order()].sort((a, b) => (table.nameOf(a) < table.nameOf(b) ? -1 : 1));
  const { verdicts, error } = filterAll(question, rows);
  const feasible = Int32Array.from(
    rows.filter((row) => verdicts.get(row)?.every(({ reason }) => reason === undefined)),
  );
  const scores = scoreAll(question, feasible);
  const totals = Float64Array.from(feasible, (row) =>
    (scores.get(row) ?? []).reduce((sum, one) => sum + one.weighted, 0),
  );
  const best = feasible.length > 0 ? feasible[bestOf(totals, feasible.length, { fraction: () => 0 })] : undefined;
  const totalOf = new Map(Array.from(feasible, (row, at) => [row, totals[at] ?? 0]));
  const perNode = rows.map((row): NodeVerdict => {
    const total = totalOf.get(row);
    const found = { node: table.nameOf(row), filters: verdicts.get(row) ?? [], scores: scores.get(row) ?? [] };
    return { ...found, isFeasible: total !== undefined, ...(total === undefined ? {} : { total }) };
  });
  if (best === undefined) return { perNode, message: error.message };
  const node = table.nameOf(best);
  const where = feasible.length === 1 ? "the only node that can take it" : `the best of ${feasible.length} nodes`;
  return { node, perNode, message: `${node} is ${where}.` };
}

function filterAll({ table, pod, profile }: Question, rows: readonly number[]) {
  const prepared = new Map(prepareFilters(pod, table, profile).map(({ plugin, filter }) => [plugin.name, filter]));
  const verdicts = new Map<number, FilterVerdict[]>();
  const error = new FitError(table.nodeCount);
  for (const row of rows) {
    let isRefused = false;
    const all = profile.filters.map((plugin): FilterVerdict => {
      const filter = prepared.get(plugin.name);
      const counted = filter?.resources ? { resources: filter.resources(row) } : {};
      if (!filter || filter.passes(row)) return { plugin: plugin.name, ...counted };
      const refusal = filter.refusal(row);
      if (!isRefused) error.add(row, plugin, refusal);
      isRefused = true;
      return { plugin: plugin.name, reason: refusal.reasons.join(", "), ...counted };
    });
    verdicts.set(row, all);
  }
  return { verdicts, error };
}

function scoreAll({ table, pod, profile }: Question, feasible: Int32Array) {
  const perRow = new Map<number, ScoreVerdict[]>();
  for (const row of feasible) perRow.set(row, []);
  for (const [plugin, weight] of profile.scorers) {
    const scorer = feasible.length > 0 ? plugin.score(pod, table, feasible) : undefined;
    if (!scorer) continue;
    const raw = Float64Array.from(feasible, (row) => scorer.score(row));
    const normal = raw.slice();
    scorer.normalise?.(normal, normal.length);
    feasible.forEach((row, at) => {
      perRow.get(row)?.push({ plugin: plugin.name, raw: raw[at] ?? 0, weighted: (normal[at] ?? 0) * weight });
    });
  }
  return perRow;
}
