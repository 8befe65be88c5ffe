import * as z from "zod";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";

export interface Found {
  readonly key: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

const kinds = [
  ...["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
  ...["Service", "HTTPRoute", "ConfigMap", "Node", "Namespace", "Pod"],
];

/** Objects whose name holds the text: what the command palette offers. Names that begin with it come first. */
export const search = defineView({
  name: "objects.search",
  input: z.object({ text: z.string().max(253), limit: z.number().int().min(1).max(50).default(20) }),
  dependsOn: () => [],
  async read(cluster, { text, limit }) {
    const wanted = text.trim().toLowerCase();
    const first: Found[] = [];
    const then: Found[] = [];
    for (const kind of kinds) {
      const { items } = await listIfAllowed(cluster, kind);
      for (const { metadata } of items) {
        const { namespace, name } = metadata;
        const at = name.indexOf(wanted);
        if (at < 0) continue;
        const list = at === 0 ? first : then;
        if (list.length < limit) list.push({ key: `${kind}/${namespace ?? ""}/${name}`, kind, namespace, name });
      }
    }
    return { found: [...first, ...then].slice(0, limit) };
  },
});
