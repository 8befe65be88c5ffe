import type { Inputs } from "@/components/live/api";

/** What is typed into the form, as text, so that nothing half-written is lost. */
export interface DeployDraft {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly command: string;
  readonly replicas: string;
  readonly port: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit: string;
  readonly probePath: string;
  readonly host: string;
}

export const emptyDraft: DeployDraft = {
  name: "",
  namespace: "default",
  image: "",
  command: "",
  replicas: "2",
  port: "8080",
  env: [],
  cpu: "100m",
  memory: "128Mi",
  memoryLimit: "",
  probePath: "",
  host: "",
};

export type DraftField =
  | "name"
  | "image"
  | "command"
  | "replicas"
  | "port"
  | "env"
  | "cpu"
  | "memory"
  | "memoryLimit"
  | "host";

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const host = /^(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const quantity = /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/** The fields that cannot be sent as they are. The engine checks everything again. */
export function checkDraft(draft: DeployDraft): DraftField[] {
  const isNumber = (text: string, most: number) => /^\d+$/.test(text.trim()) && Number(text) <= most;
  const wrong: [DraftField, boolean][] = [
    ["name", !label.test(draft.name.trim())],
    ["image", draft.image.trim() === ""],
    ["command", wordsOf(draft.command) === undefined],
    ["replicas", !isNumber(draft.replicas, 10_000)],
    ["port", draft.port.trim() !== "" && (!isNumber(draft.port, 65_535) || Number(draft.port) < 1)],
    ["env", draft.env.some(({ name, value }) => name.trim() === "" && value !== "")],
    ["cpu", draft.cpu.trim() !== "" && !quantity.test(draft.cpu.trim())],
    ["memory", draft.memory.trim() !== "" && !quantity.test(draft.memory.trim())],
    ["memoryLimit", draft.memoryLimit.trim() !== "" && !quantity.test(draft.memoryLimit.trim())],
    ["host", draft.host.trim() !== "" && (!host.test(draft.host.trim()) || draft.port.trim() === "")],
  ];
  return wrong.flatMap(([field, isWrong]) => (isWrong ? [field] : []));
}

/** The form as the engine takes it; call it only where `checkDraft` found nothing. */
export function formOf(draft: DeployDraft): Inputs["deployments"]["formYaml"] {
  const text = (value: string) => value.trim();
  const requests = withoutEmpty({ cpu: text(draft.cpu), memory: text(draft.memory) });
  return {
    name: text(draft.name),
    namespace: draft.namespace,
    image: text(draft.image),
    replicas: Number(draft.replicas),
    env: draft.env.filter(({ name }) => text(name) !== "").map(({ name, value }) => ({ name: text(name), value })),
    requests,
    ...(draft.command.trim() ? { command: wordsOf(draft.command) ?? [] } : {}),
    ...(draft.port.trim() ? { ports: [{ containerPort: Number(draft.port) }] } : {}),
    ...(draft.memoryLimit.trim() ? { limits: { memory: text(draft.memoryLimit) } } : {}),
    ...(draft.probePath.trim() ? { probePath: text(draft.probePath) } : {}),
    ...(draft.host.trim() ? { route: { host: text(draft.host) } } : {}),
  };
}

/** A command line as words; quotes hold words together. Undefined where a quote is left open. */
export function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (const character of line) {
    if (quote) {
      if (character === quote) quote = "";
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote) return undefined;
  return word === undefined ? words : [...words, word];
}

function withoutEmpty<T extends Record<string, string>>(texts: T): Partial<T> {
  return Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== "")) as Partial<T>;
}
