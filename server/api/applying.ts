import { type ApplyResult, applyAll, type DocumentResult } from "@/server/actions/applyAll";
import { type DeployForm, manifestsOf } from "@/server/actions/deploy";
import type { Cluster } from "@/server/cluster/cluster";
import { toYaml } from "@/server/objects/yaml";

export interface ApplyInput {
  readonly yaml: string;
  /** For documents that name none. */
  readonly namespace?: string;
  readonly dryRun?: boolean;
}

/** What became of one document, or would: the object before and after as YAML, to lay side by side. */
export interface AppliedDocument extends Omit<DocumentResult, "before" | "after"> {
  /** Its place in the text, from 0. */
  readonly index: number;
  readonly before?: string;
  readonly after?: string;
}

export interface ApplyAnswer extends Omit<ApplyResult, "documents"> {
  readonly documents: readonly AppliedDocument[];
}

/** Whole or not at all; faults are in the answer, each at its line. Secrets' values are masked. */
export async function applyYaml(cluster: Cluster, { yaml, ...options }: ApplyInput): Promise<ApplyAnswer> {
  const { documents, ...result } = await applyAll(cluster, yaml, { ...options, fieldManager: "console" });
  return { ...result, documents: documents.map(shown) };
}

function shown({ before, after, ...document }: DocumentResult, index: number): AppliedDocument {
  return { ...document, index, ...(before && { before: toYaml(before) }), ...(after && { after: toYaml(after) }) };
}

/** What the form says, as the text that a person would have written. */
export function yamlOf(form: DeployForm): string {
  return manifestsOf(form).map(toYaml).join("---\n");
}
