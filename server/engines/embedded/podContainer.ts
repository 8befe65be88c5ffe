import type { Pod } from "@/server/objects/types";
import { badRequest } from "./refusals";

const defaultContainer = "kubectl.kubernetes.io/default-container";

/** The container that is meant, in Kubernetes' words where it cannot be told or is not there. */
export function containerOf(pod: Pod, asked: string | undefined): string {
  const { name, annotations } = pod.metadata;
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  const all = [...initContainers, ...containers, ...ephemeralContainers].map((container) => container.name);
  if (asked) {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const chosen = annotations?.[defaultContainer];
  if (chosen && all.includes(chosen)) return chosen;
  const [first, ...others] = containers;
  if (first && others.length === 0) return first.name;
  const choice = `choose one of: [${all.join(" ")}]`;
  throw badRequest(`a container name must be specified for pod ${name}, ${choice}`);
}
