import fs from "node:fs";
import path from "node:path";
import { beforeAll } from "vitest";
import { CommandLine } from "./commandLine";
import type { KubernetesTools } from "./kubernetesTools";

/** What the suites of this folder type. Each suite is a part of one file of tests, which starts one platform for all. */
export interface Clients {
  /** The platform's data folder. */
  readonly dataDir: string;
  /** As the local administrator. */
  readonly kubectl: CommandLine;
  readonly helm: CommandLine;
  /** Known once the platform is started. */
  consoleUrl(): string;
  /** Makes a namespace for the tests of this `describe`; answers kubectl in it. */
  inNamespace(name: string): CommandLine;
}

export function clientsOf(tools: KubernetesTools, dataDir: string, consoleUrl: () => string): Clients {
  const env = { ...process.env, HOME: dataDir, KUBECONFIG: path.join(dataDir, "kubeconfig") };
  const kubectl = new CommandLine(tools.kubectl, [], env);
  return {
    dataDir,
    consoleUrl,
    kubectl,
    helm: new CommandLine(tools.helm, [], env),
    inNamespace(name) {
      beforeAll(() => kubectl.run(`create namespace ${name}`));
      return kubectl.with("-n", name);
    },
  };
}

export const webManifest = fs.readFileSync(path.join(import.meta.dirname, "../fixtures/kubectl-web.yaml"), "utf8");

/** The web app, ready. */
export async function deployWeb(k: CommandLine): Promise<void> {
  await k.run("apply -f -", { stdin: webManifest });
  await k.run("rollout status deployment/web --timeout=60s");
}

/** Of what kubectl reads as JSON, the fields that tests look at; `items` where it is a list. */
export interface Shown {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly replicas?: number;
    readonly unschedulable?: boolean;
    readonly taints?: readonly object[];
    readonly ports?: readonly object[];
    readonly template: { readonly spec: { readonly containers: readonly object[] } };
  };
  readonly status: {
    readonly readyReplicas?: number;
    readonly containerStatuses?: readonly { readonly restartCount: number }[];
  };
  readonly endpoints?: readonly object[];
  readonly items: readonly Shown[];
}

export async function json(k: CommandLine, words: string): Promise<Shown> {
  return JSON.parse(await k.run(`${words} -o json`)) as Shown;
}
