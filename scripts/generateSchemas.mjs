/**
 * Writes server/objects/schemas.generated.json: the schemas of the built-in kinds, from the official client's type maps
 * (which fields there are, their formats) and its model declarations (which are required).
 * `node scripts/generateSchemas.mjs` writes it; with `--check` it exits 1 when the committed file is not current.
 *
 * What neither of them says stands below: which strings are quantities, and how strategic merge patch joins lists
 * (the `patchStrategy` and `patchMergeKey` tags of Kubernetes' Go types, read from the OpenAPI of Kubernetes 1.37).
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const client = await import("@kubernetes/client-node");

const root = path.resolve(import.meta.dirname, "..");
const target = path.join(root, "server/objects/schemas.generated.json");
const models = path.join(root, "node_modules/@kubernetes/client-node/dist/gen/models");

const kinds = [
  "V1Namespace",
  "V1Node",
  "V1Pod",
  "V1ReplicaSet",
  "V1Deployment",
  "V1DaemonSet",
  "V1Job",
  "V1Service",
  "V1EndpointSlice",
  "V1ConfigMap",
  "V1Secret",
  "CoreV1Event",
  "V1PriorityClass",
  "V1PodDisruptionBudget",
  "V1Lease",
];

const quantities = new Set(
  `V1ContainerStatus.allocatedResources V1EmptyDirVolumeSource.sizeLimit V1NodeStatus.allocatable V1NodeStatus.capacity
   V1PodSpec.overhead V1PodStatus.allocatedResources V1ResourceFieldSelector.divisor V1ResourceRequirements.limits
   V1ResourceRequirements.requests V1VolumeResourceRequirements.limits V1VolumeResourceRequirements.requests`.split(
    /\s+/,
  ),
);

const patches = Object.fromEntries(
  `V1Container.env merge name
   V1Container.ports merge containerPort
   V1Container.volumeDevices merge devicePath
   V1Container.volumeMounts merge mountPath
   V1EphemeralContainer.env merge name
   V1EphemeralContainer.ports merge containerPort
   V1EphemeralContainer.volumeDevices merge devicePath
   V1EphemeralContainer.volumeMounts merge mountPath
   V1ContainerStatus.allocatedResourcesStatus merge name
   V1ContainerStatus.volumeMounts merge mountPath
   V1NamespaceStatus.conditions merge type
   V1NodeSpec.podCIDRs merge
   V1NodeStatus.addresses merge type
   V1NodeStatus.conditions merge type
   V1PodSpec.containers merge name
   V1PodSpec.ephemeralContainers merge name
   V1PodSpec.hostAliases merge ip
   V1PodSpec.imagePullSecrets merge name
   V1PodSpec.initContainers merge name
   V1PodSpec.resourceClaims merge,retainKeys name
   V1PodSpec.schedulingGates merge name
   V1PodSpec.topologySpreadConstraints merge topologyKey
   V1PodSpec.volumes merge,retainKeys name
   V1PodStatus.conditions merge type
   V1PodStatus.hostIPs merge ip
   V1PodStatus.podIPs merge ip
   V1PodStatus.resourceClaimStatuses merge,retainKeys name
   V1ServiceSpec.ports merge port
   V1ServiceStatus.conditions merge type
   V1ObjectMeta.finalizers merge
   V1ObjectMeta.ownerReferences merge uid
   V1DaemonSetStatus.conditions merge type
   V1DeploymentSpec.strategy retainKeys
   V1DeploymentStatus.conditions merge type
   V1ReplicaSetStatus.conditions merge type
   V1JobStatus.conditions merge type
   V1PodDisruptionBudgetSpec.selector replace
   V1PodDisruptionBudgetStatus.conditions merge type`
    .split("\n")
    .map((line) => line.trim().split(" "))
    .map(([field, strategy, key]) => [
      field,
      {
        "x-kubernetes-patch-strategy": strategy,
        ...(key ? { "x-kubernetes-patch-merge-key": key } : {}),
      },
    ]),
);

const plain = {
  boolean: { type: "boolean" },
  any: { "x-kubernetes-preserve-unknown-fields": true },
  object: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  Date: { type: "string", format: "date-time" },
  V1MicroTime: { type: "string", format: "date-time" },
  IntOrString: { "x-kubernetes-int-or-string": true },
};

function schemaOf(type, format, definitions) {
  const list = /^(?:Array|Set)<(.*)>$/.exec(type);
  if (list) return { type: "array", items: schemaOf(list[1], format, definitions) };
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return { type: "object", additionalProperties: schemaOf(map[1], format, definitions) };
  if (type === "string") return format ? { type: "string", format } : { type: "string" };
  if (type === "number") return format?.startsWith("int") ? { type: "integer", format } : { type: "number" };
  if (plain[type]) return plain[type];
  define(type, definitions);
  return { $ref: `#/definitions/${type}` };
}

function define(type, definitions) {
  if (definitions[type]) return;
  const map = client[type]?.getAttributeTypeMap?.();
  if (!map) throw new Error(`the client has no type map for ${type}`);
  const definition = { type: "object", properties: {}, additionalProperties: false };
  definitions[type] = definition;
  for (const { baseName, type: fieldType, format } of map) {
    const field = `${type}.${baseName}`;
    const schema = schemaOf(fieldType.trim(), quantities.has(field) ? "quantity" : format, definitions);
    definition.properties[baseName] = { ...schema, ...patches[field] };
  }
  const required = requiredOf(type);
  if (required.length > 0) definition.required = required;
}

/** The properties that the model's declaration writes without a `?`. */
function requiredOf(type) {
  const text = readFileSync(path.join(models, `${type}.d.ts`), "utf8");
  return [...text.matchAll(/^ {4}'([^']+)': /gm)].map(
    ([, name]) => client[type].getAttributeTypeMap().find((a) => a.name === name)?.baseName ?? name,
  );
}

function generate() {
  const definitions = {};
  for (const kind of kinds) define(kind, definitions);
  const lines = Object.keys(definitions)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(definitions[name])}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

const text = generate();
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("server/objects/schemas.generated.json is not current: run node scripts/generateSchemas.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
