import type { Container, PodTemplate } from "@/server/objects/types";

/** What a workload's pods are made of, for its page and for the form that edits it. */
export interface TemplateRow {
  readonly containers: readonly {
    readonly name: string;
    readonly type: "init" | "container";
    readonly image: string;
    readonly command: readonly string[];
    readonly ports: readonly { readonly name?: string; readonly port: number }[];
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
    /** Names only: a value may come from a Secret. */
    readonly env: readonly string[];
  }[];
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
}

export function templateRow(template: PodTemplate): TemplateRow {
  const { initContainers = [], containers = [] } = template.spec ?? { containers: [] };
  return {
    containers: [
      ...initContainers.map((container) => containerOf(container, "init")),
      ...containers.map((container) => containerOf(container, "container")),
    ],
    configMaps: [...referencesOf(template, "ConfigMap")],
    secrets: [...referencesOf(template, "Secret")],
  };
}

function containerOf(container: Container, type: "init" | "container"): TemplateRow["containers"][number] {
  return {
    name: container.name,
    type,
    image: container.image ?? "",
    command: [...(container.command ?? []), ...(container.args ?? [])],
    ports: (container.ports ?? []).map(({ name, containerPort }) => ({ name, port: containerPort })),
    requests: texts(container.resources?.requests),
    limits: texts(container.resources?.limits),
    env: (container.env ?? []).map(({ name }) => name),
  };
}

function texts(quantities: Readonly<Record<string, string | number>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(quantities ?? {}).map(([name, value]) => [name, String(value)]));
}

/** Names of the ConfigMaps or Secrets that the pods of this template read. */
export function referencesOf({ spec }: PodTemplate, kind: "ConfigMap" | "Secret"): Set<string> {
  const names = new Set<string>();
  const add = (name: string | undefined) => name && names.add(name);
  for (const volume of spec?.volumes ?? []) {
    add(kind === "ConfigMap" ? volume.configMap?.name : volume.secret?.secretName);
    for (const source of volume.projected?.sources ?? [])
      add(kind === "ConfigMap" ? source.configMap?.name : source.secret?.name);
  }
  for (const container of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    for (const { configMapRef, secretRef } of container.envFrom ?? [])
      add(kind === "ConfigMap" ? configMapRef?.name : secretRef?.name);
    for (const { valueFrom } of container.env ?? [])
      add(kind === "ConfigMap" ? valueFrom?.configMapKeyRef?.name : valueFrom?.secretKeyRef?.name);
  }
  return names;
}
