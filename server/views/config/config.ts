import * as z from "zod";
import type { ConfigMap, Secret } from "@/server/objects/types";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { newest } from "../lists";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { headOf } from "../workloads/details";
import { type ConfigRow, configCells, configMapRow, secretRow } from "./configRow";
import { usersOf } from "./usedBy";

const kindInput = z.enum(["ConfigMap", "Secret"]);

export const configList = defineView({
  name: "config.list",
  input: windowInput(["name", "namespace", "status", "keys", "age"]).extend({ kind: kindInput.optional() }),
  dependsOn: ({ namespace }) => [
    { kind: "ConfigMap", namespace },
    { kind: "Secret", namespace },
  ],
  async read(cluster, wanted) {
    const isAllowed = await cluster.can("list", "Secret", { namespace: wanted.namespace });
    const at = { namespace: wanted.namespace };
    const maps = wanted.kind === "Secret" ? undefined : await cluster.list("ConfigMap", at);
    const secrets =
      !isAllowed || wanted.kind === "ConfigMap" ? undefined : await cluster.list("Secret", { ...at, masked: true });
    const items = [...(maps?.items ?? []).map(mapItem), ...(secrets?.items ?? []).map(secretItem)];
    const list = windowOf(
      {
        items,
        resourceVersion: newest(maps?.resourceVersion ?? "0", secrets?.resourceVersion ?? "0"),
        cells: ({ row, labels }) => configCells(row, labels),
        project: ({ row }) => row,
      },
      wanted,
    );
    return { ...list, areSecretsHidden: !isAllowed };
  },
});

interface Item {
  readonly row: ConfigRow;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

const mapItem = (map: ConfigMap): Item => ({ row: configMapRow(map), labels: map.metadata.labels });
const secretItem = (secret: Secret): Item => ({ row: secretRow(secret), labels: secret.metadata.labels });

export const configGet = defineView({
  name: "config.get",
  input: namedInput.extend({ kind: kindInput }),
  dependsOn: ({ kind, namespace, name }) => [
    { kind, namespace, name },
    ...["Deployment", "DaemonSet", "Job", "Event"].map((other) => ({ kind: other, namespace })),
  ],
  async read(cluster, { kind, ...at }) {
    const object =
      kind === "ConfigMap" ? await cluster.get("ConfigMap", at) : await cluster.get("Secret", at, { masked: true });
    return {
      ...(object.kind === "Secret" ? secretRow(object) : configMapRow(object)),
      ...headOf(object),
      /** A ConfigMap's values. A Secret's are shown by `secrets.reveal` alone. */
      data: object.kind === "Secret" ? {} : (object.data ?? {}),
      usedBy: await usersOf(cluster, kind, at),
      events: await eventsOf(cluster, [object]),
    };
  },
});
