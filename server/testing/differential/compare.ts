import type { Answered, Asking } from "../realKube";
import { isTree, type Tree } from "./mutate";

interface Cause {
  readonly field?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What both sides are held against: the code, the reason and causes of a failure, the object of a success. */
export interface Comparable {
  readonly code: number;
  readonly reason?: unknown;
  readonly causes?: readonly string[];
  readonly object?: unknown;
}

export interface Difference {
  readonly kind: string;
  readonly asking: Asking;
  readonly ours: Comparable;
  readonly theirs: Comparable;
}

export function comparable({ code, json }: Answered): Comparable {
  if (code >= 400) {
    const details = isTree(json.details) ? json.details : {};
    const causes = Array.isArray(details.causes) ? (details.causes as Cause[]) : [];
    return { code, reason: json.reason, causes: code === 422 ? [...new Set(causes.map(causeText))].sort() : [] };
  }
  // A real cluster's controllers have objects of their own among them: what a list selects is tested elsewhere.
  if (Array.isArray(json.items)) return { code };
  return { code, object: json.kind === "Status" ? { status: json.status } : normal(json) };
}

/** Some values are printed by Go's field names, with every null: what is said of them is compared. */
function causeText({ field, reason, message = "" }: Cause): string {
  const steady = message
    .replace(/\n[\s\S]*$/, "")
    .replace(/^(Invalid value|Unsupported value|Duplicate value): [{[][\s\S]*[}\]]: (?=[a-z`O/])/, "$1: OBJECT: ")
    .replace(/^Invalid value: .*: field is immutable$/s, "field is immutable");
  return `${field} ${reason} ${steady}`;
}

/** What a cluster gives out by chance, by the clock, or by parts that run beside the API server. */
function normal(object: unknown): unknown {
  if (!isTree(object) || !isTree(object.metadata)) return object;
  const { metadata, status: _status, spec, apiVersion: _version, kind: _kind, ...rest } = object;
  const {
    uid,
    creationTimestamp: _at,
    resourceVersion: _revision,
    managedFields: _fields,
    deletionTimestamp,
    annotations,
    ...kept
  } = metadata;
  const given = isTree(annotations) ? withoutPlatform(annotations) : annotations;
  const text = JSON.stringify({
    ...rest,
    metadata: {
      ...kept,
      ...(deletionTimestamp !== undefined && { isDeleted: true }),
      ...(given !== undefined && { annotations: given }),
    },
    ...(spec !== undefined && { spec: isTree(spec) ? normalSpec(spec) : spec }),
  });
  return JSON.parse(typeof uid === "string" ? text.replaceAll(uid, "UID") : text);
}

/** Written by controllers that run beside the real API server, and not beside ours. */
const ofControllers = ["deployment.kubernetes.io/revision", "deprecated.daemonset.template.generation"];

function withoutPlatform(annotations: Tree): Tree | undefined {
  const own = Object.entries(annotations).filter(([key]) => !ofControllers.includes(key));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The token of a pod's service account lies in a volume of a random name. */
function withoutToken(spec: Tree): Tree {
  const isToken = (one: unknown) => isTree(one) && String(one.name).startsWith("kube-api-access-");
  const left = (list: unknown) => (Array.isArray(list) ? list.filter((one) => !isToken(one)) : list);
  const containers = (list: unknown) =>
    Array.isArray(list)
      ? list.map((one) => (isTree(one) ? { ...one, volumeMounts: left(one.volumeMounts) } : one))
      : list;
  const { volumes, initContainers, containers: main } = spec;
  return {
    ...spec,
    ...(volumes !== undefined && { volumes: left(volumes) }),
    ...(initContainers !== undefined && { initContainers: containers(initContainers) }),
    ...(main !== undefined && { containers: containers(main) }),
  };
}

function normalSpec(given: Tree): Tree {
  const { clusterIP, clusterIPs: _ips, ports, ...rest } = withoutToken(given);
  const nodePorts = Array.isArray(ports)
    ? ports.map((port) => (isTree(port) && port.nodePort ? { ...port, nodePort: "given" } : port))
    : ports;
  return {
    ...rest,
    ...(clusterIP !== undefined && { clusterIP: clusterIP === "None" ? "None" : "given" }),
    ...(ports !== undefined && { ports: nodePorts }),
  };
}
