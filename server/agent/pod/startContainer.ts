import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Container, Pod } from "@/server/objects/types";
import type { AgentContext } from "../context";
import { environmentOf } from "../hooks/env";
import { expand } from "../hooks/expand";
import { limitsOf, securityOf } from "../hooks/limits";
import { claimFolders } from "../hooks/mounts/claims";
import { mountsOf } from "../hooks/mounts/volumes";
import { loginsFor } from "../hooks/pullSecrets";
import { isToldIn } from "../hooks/serviceEnv";
import { type ContainerRequest, type Mount, RuntimeError, type Sandbox } from "../runtime/runtime";

export interface Starting {
  readonly pod: Pod;
  readonly spec: Container;
  readonly attempt: number;
  readonly sandbox: Sandbox;
}

/**
 * Image, environment, mounts, start: throws `RuntimeError` with the reason that Kubernetes shows. Only so many start at
 * once; an image that is slow to come holds none of their places.
 */
export async function startContainer(context: AgentContext, starting: Starting): Promise<void> {
  await ensureImage(context, starting);
  await context.starts.run(() => createAndStart(context, starting));
}

async function createAndStart(context: AgentContext, starting: Starting): Promise<void> {
  const { pod, spec } = starting;
  const { runtime, events } = context;
  const fieldPath = fieldPathOf(pod, spec.name);
  const request = await requestOf(context, starting);
  events.tell(pod, { type: "Normal", reason: "Created", message: `Created container: ${spec.name}`, fieldPath });
  await runtime.start(request);
  events.tell(pod, { type: "Normal", reason: "Started", message: `Started container ${spec.name}`, fieldPath });
}

async function ensureImage(context: AgentContext, { pod, spec }: Starting): Promise<void> {
  const { runtime, runtimeInfo, events } = context;
  const image = spec.image ?? "";
  if (runtimeInfo.name === "process") return refuseImageAlone(pod, spec);
  const policy = (spec.imagePullPolicy ?? "IfNotPresent") as "Always" | "IfNotPresent" | "Never";
  const { logins, missing } = await loginsFor(image, pod, context.references);
  if (missing.length > 0) {
    const says = `Unable to retrieve some image pull secrets (${missing.join(", ")}); attempting to pull the image may not succeed.`;
    events.tell(pod, { type: "Warning", reason: "FailedToRetrieveImagePullSecret", message: says });
  }
  const { wasPulled } = await runtime.ensureImage(image, policy, logins);
  const message = wasPulled
    ? `Successfully pulled image "${image}"`
    : `Container image "${image}" already present on machine`;
  events.tell(pod, { type: "Normal", reason: "Pulled", message, fieldPath: fieldPathOf(pod, spec.name) });
}

/** Without Docker only a program of this machine can run. */
function refuseImageAlone(pod: Pod, spec: Container): void {
  if (spec.command && spec.command.length > 0) return;
  const field = fieldOf(pod, spec.name);
  const says = `image ${spec.image} cannot run on the process runtime: it has no Docker; give ${field}.command, a program on this machine`;
  throw new RuntimeError("ImageNeedsDocker", says, true);
}

async function requestOf(context: AgentContext, starting: Starting): Promise<ContainerRequest> {
  const { pod, spec, attempt, sandbox } = starting;
  const namespace = pod.metadata.namespace ?? "";
  const env = await environmentOf(pod, spec, {
    references: context.references,
    services: context.services().filter((service) => isToldIn(namespace, service)),
    fields: { ...context.fields, podIp: sandbox.ip },
    sandbox,
    hasOwnPorts: context.runtimeInfo.name === "process",
  });
  const claims = await claimFolders(pod, context.references);
  const inEnv = (text: string) => expand(text, (name) => env[name]);
  return {
    pod: { uid: pod.metadata.uid, namespace, name: pod.metadata.name },
    sandbox,
    name: spec.name,
    attempt,
    image: spec.image ?? "",
    command: (spec.command ?? []).map(inEnv),
    args: (spec.args ?? []).map(inEnv),
    env,
    ...(spec.workingDir ? { workingDir: spec.workingDir } : {}),
    mounts: [...mountsOf(spec, { pod, places: context.places, claims }, env), ...ownFiles(context, starting)],
    ...limitsOf(spec),
    ...securityOf(pod, spec),
    tty: spec.tty ?? false,
    stdin: spec.stdin ?? false,
    stdinOnce: spec.stdinOnce ?? false,
  };
}

/** What the agent itself puts into a container: its hosts, and the file for its last words. */
function ownFiles(context: AgentContext, { pod, spec, attempt }: Starting): Mount[] {
  const { places, runtimeInfo } = context;
  const last = messageFile(places.disk, pod.metadata.uid, `${spec.name}.${attempt}`);
  mkdirSync(path.dirname(last), { recursive: true, mode: 0o700 });
  writeFileSync(last, "");
  chmodSync(last, 0o666);
  const target = spec.terminationMessagePath ?? "/dev/termination-log";
  const words: Mount = { source: last, target, isReadOnly: false, isOptional: true };
  if (runtimeInfo.name !== "process") return [words];
  const hosts = hostsPath(places.disk, pod.metadata.uid);
  return [words, { source: hosts, target: "/etc/hosts", isReadOnly: false, isOptional: true }];
}

const messageFile = (disk: string, uid: string, name: string) => path.join(disk, uid, "last-words", name);

export const hostsPath = (disk: string, uid: string) => path.join(disk, uid, "etc-hosts");

const maxMessageBytes = 4096;

/** A container's last words: what it wrote to its terminationMessagePath. */
export function terminationMessage(disk: string, uid: string, name: string): string | undefined {
  try {
    return (
      readFileSync(messageFile(disk, uid, name))
        .subarray(0, maxMessageBytes)
        .toString("utf8") || undefined
    );
  } catch {
    return undefined;
  }
}

/** `spec.containers{web}`, as events name a container. */
export function fieldPathOf(pod: Pod, name: string): string {
  return `spec.${listOf(pod, name)}{${name}}`;
}

function fieldOf(pod: Pod, name: string): string {
  const list = listOf(pod, name);
  return `spec.${list}[${(pod.spec[list] ?? []).findIndex((container) => container.name === name)}]`;
}

function listOf({ spec }: Pod, name: string): "initContainers" | "containers" | "ephemeralContainers" {
  const lists = ["initContainers", "ephemeralContainers"] as const;
  return lists.find((list) => spec[list]?.some((container) => container.name === name)) ?? "containers";
}
