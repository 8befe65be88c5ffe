import { type ContainerRequest, RuntimeError } from "../runtime";
import { containerOptions } from "./containerOptions";
import type { Containers } from "./containers";
import { type Docker, engineSays, statusOf, unless } from "./engine";
import type { Owner } from "./names";
import type { Sandboxes } from "./sandboxes";

export interface StartParts {
  readonly docker: Docker;
  readonly owner: Owner;
  readonly containers: Containers;
  readonly sandboxes: Sandboxes;
}

/** What the engine says to a container whose pause ended a moment ago, before the event of it was heard. */
const lacksSandbox = /non running container|No such container/i;

/** Creates and starts one attempt of a container, or gives back the one that is there. */
export async function startContainer(parts: StartParts, request: ContainerRequest): Promise<{ readonly id: string }> {
  const { pod, name, attempt } = request;
  const sandbox = await parts.sandboxes.standing(pod);
  const isThat = (one: { name: string; attempt: number }) => one.name === name && one.attempt === attempt;
  const there = parts.containers.of(pod.uid).find(({ observed }) => isThat(observed));
  if (there) return { id: there.observed.id };
  try {
    return await createAndStart(parts, request, sandbox);
  } catch (error) {
    if (!lacksSandbox.test(engineSays(error))) throw error;
    await parts.containers.look(sandbox.pauseId);
    return createAndStart(parts, request, await parts.sandboxes.standing(pod));
  }
}

async function createAndStart(
  { docker, owner, containers }: StartParts,
  request: ContainerRequest,
  sandbox: Awaited<ReturnType<Sandboxes["standing"]>>,
): Promise<{ readonly id: string }> {
  const id = await create(docker, containerOptions(request, { owner, ...sandbox }));
  try {
    await containers.starting(id, () => unless([304], docker.getContainer(id).start()));
  } catch (error) {
    await containers.remove(id);
    throw new RuntimeError("RunContainerError", engineSays(error));
  }
  return { id };
}

async function create(docker: Docker, options: ReturnType<typeof containerOptions>): Promise<string> {
  try {
    return (await docker.createContainer(options)).id;
  } catch (error) {
    const failure = new RuntimeError("CreateContainerError", engineSays(error));
    if (statusOf(error) !== 409) throw failure;
    // A start whose answer was lost made it.
    const made = await docker
      .getContainer(options.name)
      .inspect()
      .catch(() => undefined);
    if (!made) throw failure;
    return made.Id;
  }
}
