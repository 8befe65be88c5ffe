import { api, type Outputs } from "@/components/live/api";
import type { EditorProblem } from "@/components/ui/EditorBox";

type Answer = Outputs["objects"]["applyYaml"];
/** What became of one document of a text, or would. */
export type AppliedDocument = Answer["documents"][number];

/** Faults of the text as a whole, thrown so that they are shown where the documents would be. */
export class TextFaults extends Error {
  constructor(readonly problems: readonly EditorProblem[]) {
    super(problems[0]?.message);
  }
}

/** What applying would do; throws `TextFaults` where the text cannot be read. */
export async function checkYaml(yaml: string): Promise<readonly AppliedDocument[]> {
  return documentsOf(await api.objects.applyYaml.mutate({ yaml, dryRun: true }));
}

/** Applies all documents, or none of them when one is at fault. */
export async function applyYaml(yaml: string): Promise<readonly AppliedDocument[]> {
  return documentsOf(await api.objects.applyYaml.mutate({ yaml }));
}

/** What is wrong with a document, at its lines. */
export function problemsIn({ error, line }: AppliedDocument): EditorProblem[] {
  if (!error) return [];
  if (error.fields.length === 0) return [{ line, message: error.says }];
  return error.fields.map((field) => ({ line: field.line, message: `${field.field}: ${field.message}` }));
}

export function summaryOf(documents: readonly AppliedDocument[]): { created: number; configured: number } {
  const count = (wanted: AppliedDocument["outcome"]) => documents.filter(({ outcome }) => outcome === wanted).length;
  return { created: count("created"), configured: count("configured") };
}

function documentsOf({ documents, errors }: Answer): readonly AppliedDocument[] {
  if (errors.length > 0) throw new TextFaults(errors.map(({ line, message }) => ({ line, message })));
  return documents;
}
