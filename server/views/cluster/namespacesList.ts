import { isTerminal } from "@/server/objects/pods";
import { nothing } from "../inputs";
import { listIfAllowed, newest } from "../lists";
import { podCells } from "../pods/podRow";
import { needsSomeone } from "../severity";
import { defineView } from "../view";

export interface NamespaceRow {
  readonly key: string;
  readonly name: string;
  /** `Active` or `Terminating` */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly pods: number;
  readonly podsInTrouble: number;
}

export const namespacesList = defineView({
  name: "namespaces.list",
  input: nothing,
  dependsOn: () => [{ kind: "Namespace" }, { kind: "Pod" }],
  async read(cluster) {
    const namespaces = await cluster.list("Namespace");
    const pods = await listIfAllowed(cluster, "Pod");
    const figures = new Map<string, { pods: number; podsInTrouble: number }>();
    for (const pod of pods.items) {
      const namespace = pod.metadata.namespace ?? "";
      const figure = figures.get(namespace) ?? { pods: 0, podsInTrouble: 0 };
      if (!isTerminal(pod)) figure.pods++;
      if (needsSomeone(podCells(pod).severity)) figure.podsInTrouble++;
      figures.set(namespace, figure);
    }
    const rows = namespaces.items.map(
      ({ metadata, status }): NamespaceRow => ({
        key: metadata.name,
        name: metadata.name,
        status: status?.phase ?? "Active",
        labels: metadata.labels ?? {},
        createdAt: metadata.creationTimestamp,
        ...(figures.get(metadata.name) ?? { pods: 0, podsInTrouble: 0 }),
      }),
    );
    return { rows, resourceVersion: newest(namespaces.resourceVersion, pods.resourceVersion) };
  },
});
