import { ClusterError } from "@/server/lib/errors";
import { valueAt, withValueAt } from "@/server/objects/custom/scalePaths";
import type { ScalePaths } from "@/server/objects/kind";
import type { KubeObject, LabelSelector } from "@/server/objects/types";

/** `autoscaling/v1` Scale: how many replicas there should be and are, the same for every kind that can be scaled. */
export interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

type Labels = Record<string, string> | undefined;

interface Scalable {
  /** A custom kind keeps its selector in its text form. */
  readonly spec?: {
    readonly replicas?: number;
    readonly selector?: LabelSelector | Readonly<Record<string, string>> | string;
  };
  readonly status?: { readonly replicas?: number };
}

/** The Scale of an object; it shares the object's name, uid and resourceVersion. A custom kind says where to look. */
export function scaleOf(object: KubeObject, paths?: ScalePaths): Scale {
  const { spec, status } = paths ? customScale(object, paths) : (object as Scalable);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  // A ReplicationController selects by a plain map.
  const given = spec?.selector;
  const selectors = object.kind === "ReplicationController" ? { matchLabels: given as Labels } : given;
  const selector = typeof selectors === "string" ? selectors : selectorText(selectors);
  return {
    apiVersion: "autoscaling/v1",
    kind: "Scale",
    metadata: { name, ...(namespace && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, ...(selector && { selector }) },
  };
}

function customScale(object: KubeObject, paths: ScalePaths): Scalable {
  const count = (path: string) => Number(valueAt(object, path) ?? 0);
  const selector = paths.labelSelectorPath === undefined ? undefined : valueAt(object, paths.labelSelectorPath);
  return {
    spec: { replicas: count(paths.specReplicasPath), ...(typeof selector === "string" && { selector }) },
    status: { replicas: count(paths.statusReplicasPath) },
  };
}

/** The object with the replicas that a Scale asks for (none means 0, as in Go). Throws `Invalid`. */
export function withScale<T extends KubeObject>(object: T, scale: unknown, paths?: ScalePaths): T {
  const replicas = (scale as { spec?: { replicas?: unknown } } | null)?.spec?.replicas ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    const message = `Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`;
    throw new ClusterError("Invalid", {
      says: `Scale.autoscaling "${object.metadata.name}" is invalid: spec.replicas: ${message}`,
      fields: [{ field: "spec.replicas", reason: "FieldValueInvalid", message }],
      about: { kind: "Scale", group: "autoscaling", name: object.metadata.name },
    });
  }
  if (paths) return withValueAt(object, paths.specReplicasPath, replicas);
  return { ...object, spec: { ...(object.spec as object), replicas } };
}

/** A selector in its text form, as `Scale.status.selector` has it. */
function selectorText(selector: LabelSelector | undefined): string {
  const pairs = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${[...values].sort().join(",")})`;
  });
  return [...pairs, ...expressions].join(",");
}
