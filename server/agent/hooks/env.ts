import type { Container, Pod, Service } from "@/server/objects/types";
import type { References } from "../references";
import { RuntimeError, type Sandbox } from "../runtime/runtime";
import { expand } from "./expand";
import { type FieldContext, podField, resourceField } from "./fieldRef";
import { serviceEnvironment, variableName } from "./serviceEnv";

export interface EnvContext {
  readonly references: References;
  /** Those of the pod's namespace. */
  readonly services: readonly Service[];
  readonly fields: FieldContext;
  readonly sandbox: Sandbox;
  /** Containers listen on ports of their own, which they must be told. */
  readonly hasOwnPorts: boolean;
}

type Env = Record<string, string>;

/** The container's environment in kubelet's order: envFrom, env (with `$(VAR)`), what services there are, the name. */
export async function environmentOf(pod: Pod, container: Container, context: EnvContext): Promise<Env> {
  const { services, sandbox, hasOwnPorts } = context;
  const given = pod.spec.enableServiceLinks === false ? {} : serviceEnvironment(services);
  const ports = hasOwnPorts ? portEnvironment(container, sandbox) : {};
  const env: Env = await fromSources(pod, container, context);
  for (const { name, value, valueFrom } of container.env ?? []) {
    const lookUp = (wanted: string) => env[wanted] ?? ports[wanted] ?? given[wanted];
    const set = valueFrom ? await valueFromSource(pod, container, { valueFrom, context }) : expand(value ?? "", lookUp);
    if (set !== undefined) env[name] = set;
  }
  const told = hasOwnPorts ? toldPorts(container, env, ports) : {};
  return { ...given, HOSTNAME: hostnameOf(pod), ...env, ...told };
}

export const hostnameOf = (pod: Pod) => (pod.spec.hostname ?? pod.metadata.name).slice(0, 63);

/** `HOST`, `PORT` for the first declared port and `PORT_NAME` for each named one: where a process is to listen. */
function portEnvironment({ ports = [] }: Container, sandbox: Sandbox): Env {
  const answering = (containerPort: number) => String(sandbox.ports[containerPort] ?? containerPort);
  const [first] = ports;
  return {
    HOST: sandbox.ip,
    ...(first ? { PORT: answering(first.containerPort) } : {}),
    ...Object.fromEntries(
      ports.flatMap(({ name, containerPort }) =>
        name ? [[`PORT_${variableName(name)}`, answering(containerPort)]] : [],
      ),
    ),
  };
}

/** A manifest made for images sets `PORT` to its containerPort: here that means the port that stands for it. */
function toldPorts({ ports = [] }: Container, env: Env, own: Env): Env {
  const means = (name: string) => {
    const isDeclared = ports.some(({ containerPort }) => String(containerPort) === env[name]);
    return env[name] === undefined || (name !== "HOST" && isDeclared) || (name === "HOST" && env[name] === "0.0.0.0");
  };
  return Object.fromEntries(Object.entries(own).filter(([name]) => means(name)));
}

async function fromSources(pod: Pod, { envFrom = [] }: Container, { references }: EnvContext): Promise<Env> {
  const env: Env = {};
  const namespace = pod.metadata.namespace ?? "";
  for (const { prefix = "", configMapRef, secretRef } of envFrom) {
    if (configMapRef?.name) {
      const found = await references.configMap(namespace, configMapRef.name);
      if (!found && !configMapRef.optional) throw missing(`configmap "${configMapRef.name}" not found`);
      for (const [key, value] of Object.entries(found?.data ?? {})) env[prefix + key] = value;
    }
    if (secretRef?.name) {
      const found = await references.secret(namespace, secretRef.name);
      if (!found && !secretRef.optional) throw missing(`secret "${secretRef.name}" not found`);
      for (const [key, value] of Object.entries(found?.data ?? {})) env[prefix + key] = decode(value);
    }
  }
  return env;
}

type ValueFrom = NonNullable<NonNullable<Container["env"]>[number]["valueFrom"]>;

async function valueFromSource(
  pod: Pod,
  container: Container,
  { valueFrom, context }: { readonly valueFrom: ValueFrom; readonly context: EnvContext },
): Promise<string | undefined> {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom;
  const namespace = pod.metadata.namespace ?? "";
  if (fieldRef) {
    const value = podField(pod, fieldRef.fieldPath, context.fields);
    if (value === undefined) throw missing(`unsupported fieldPath: ${fieldRef.fieldPath}`);
    return value;
  }
  if (resourceFieldRef) {
    const { containerName } = resourceFieldRef;
    const of = containerName ? pod.spec.containers.find(({ name }) => name === containerName) : container;
    return resourceField(of, resourceFieldRef, context.fields);
  }
  if (configMapKeyRef) {
    const { name = "", key, optional } = configMapKeyRef;
    const found = await context.references.configMap(namespace, name);
    if (!found && !optional) throw missing(`configmap "${name}" not found`);
    const value = found?.data?.[key] ?? (found?.binaryData?.[key] ? decode(found.binaryData[key]) : undefined);
    if (value === undefined && !optional) throw missing(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    return value;
  }
  if (!secretKeyRef) return undefined;
  const { name = "", key, optional } = secretKeyRef;
  const found = await context.references.secret(namespace, name);
  if (!found && !optional) throw missing(`secret "${name}" not found`);
  const value = found?.data?.[key];
  if (value === undefined && !optional) throw missing(`couldn't find key ${key} in Secret ${namespace}/${name}`);
  return value === undefined ? undefined : decode(value);
}

const decode = (base64: string) => Buffer.from(base64, "base64").toString("utf8");

function missing(message: string): RuntimeError {
  return new RuntimeError("CreateContainerConfigError", message);
}
