import type { List, ListOptions, PodUsage, Usage } from "@/server/cluster/cluster";
import { timestamp } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";
import { usageText } from "@/server/objects/kinds/usageText";
import type { KubeObject, Metadata, NodeMetrics, Pod, PodMetrics } from "@/server/objects/types";
import type { Engine } from "./engine";
import type { Asked } from "./guard";
import { usageOn } from "./podStreams";
import { selection } from "./select";
import type { Who } from "./views";

/** Agents count at least every 5 s, and a figure stands until the next: it is of this span at most. */
const window = "10s";

/** The objects of a kind that is measured, not stored, in the order of namespace and name. Takes all selectors. */
export async function measured({ engine }: Who, kind: KindDefinition, options: ListOptions): Promise<List<KubeObject>> {
  const { matches } = selection(kind, options);
  const all = kind.isNamespaced ? await podMetrics(engine, kind, options) : await nodeMetrics(engine, kind);
  return { items: matches ? all.filter(matches) : all, resourceVersion: "" };
}

/** Throws `NotFound`, in the words of Kubernetes' metrics server: also for what is there and was not measured yet. */
export async function measuredOne(who: Who, { kind, namespace, name }: Asked): Promise<KubeObject> {
  const { items } = await measured(who, kind, { namespace, fieldSelector: `metadata.name=${name}` });
  if (items[0]) return items[0];
  const [resource, id] = [kind.kind.toLowerCase(), namespace ? `${namespace}/${name}` : `${name}`];
  const says = `${resource}.${kind.group} "${id}" not found`;
  throw new ClusterError("NotFound", { says, about: { kind: resource, group: kind.group, name: id } });
}

async function nodeMetrics(engine: Engine, kind: KindDefinition): Promise<NodeMetrics[]> {
  const nodes = (await engine.store.list({ resource: "nodes" })).items;
  const used = await usageOn(
    engine,
    nodes.map(({ metadata }) => metadata.name),
  );
  return nodes.flatMap((node) => {
    const usage = used.nodes.get(node.metadata.name);
    return usage ? [{ ...frameOf(engine, kind, node), usage: quantities(usage) }] : [];
  });
}

async function podMetrics(engine: Engine, kind: KindDefinition, { namespace }: ListOptions): Promise<PodMetrics[]> {
  const scope = { resource: "pods", ...(namespace && { namespace }) };
  const pods = (await engine.store.list(scope)).items as readonly Pod[];
  const used = await usageOn(
    engine,
    pods.flatMap(({ spec }) => spec.nodeName ?? []),
  );
  return pods.flatMap((pod) => {
    const usage = used.pods.get(`${pod.metadata.namespace}/${pod.metadata.name}`);
    const containers = usage && byContainer(pod, usage);
    return containers ? [{ ...frameOf(engine, kind, pod), containers }] : [];
  });
}

/** Where only the whole is known, it is that of the pod's one container; of several it cannot be told. */
function byContainer({ spec }: Pod, usage: PodUsage): PodMetrics["containers"] | undefined {
  const [only, ...others] = spec.containers;
  const whole = only && others.length === 0 ? new Map([[only.name, usage]]) : undefined;
  const known = usage.containers ?? whole;
  return known && [...known].map(([name, own]) => ({ name, usage: quantities(own) }));
}

function quantities({ cpuMillis, memoryBytes }: Usage): Record<string, string> {
  return { cpu: usageText.cpu(cpuMillis), memory: usageText.memory(memoryBytes) };
}

/** All but the figures; as from Kubernetes' metrics server it has no identity and no revision. */
function frameOf({ clock }: Engine, kind: KindDefinition, { metadata }: KubeObject) {
  const { name, namespace, labels } = metadata;
  const now = timestamp(clock);
  const own = { name, ...(namespace && { namespace }), ...(labels && { labels }), creationTimestamp: now };
  return { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata: own as Metadata, timestamp: now, window };
}
