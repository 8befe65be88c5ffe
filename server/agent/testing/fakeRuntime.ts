import type { ContainerRequest, ObservedContainer, PodIdentity, Runtime } from "../runtime/runtime";

/** A runtime in memory: what is started runs until a test, or SIGKILL, ends it. A test may put its own acts in place. */
export interface FakeRuntime extends Runtime {
  readonly started: ContainerRequest[];
  /** `SIGTERM main.0`, as they were sent. */
  readonly signals: string[];
  /** What `logs` gives for every container. */
  log: string;
  exit(name: string, code: number): void;
}

export function fakeRuntime(now: () => number, own: Partial<Runtime> = {}): FakeRuntime {
  const containers = new Map<string, ObservedContainer>();
  const calls = new Set<(pod: PodIdentity) => void>();
  const started: ContainerRequest[] = [];
  const signals: string[] = [];
  const end = (one: ObservedContainer, code: number) => {
    containers.set(one.id, { ...one, state: "exited", finishedAtMs: now(), exit: { code, wasOutOfMemory: false } });
    for (const call of calls) call(one.pod);
  };
  const refuse = async () => {
    throw new Error("not in this runtime");
  };
  const runtime: FakeRuntime = {
    started,
    signals,
    log: "",
    exit(name, code) {
      const one = [...containers.values()].find((other) => other.name === name && other.state === "running");
      if (!one) throw new Error(`${name} does not run`);
      end(one, code);
    },
    info: async () => ({ name: "docker", version: "1", cannot: [] }),
    list: async () => [...containers.values()],
    onChange(call) {
      calls.add(call);
      return () => calls.delete(call);
    },
    ensureImage: async (image) => ({ imageId: image }),
    ensureSandbox: async () => ({ ip: "10.0.0.1", ports: {} }),
    async removeSandbox(pod) {
      for (const [id, one] of containers) if (one.pod.uid === pod.uid) containers.delete(id);
    },
    async start(request) {
      const { pod, name, attempt, image } = request;
      const id = `${name}.${attempt}`;
      started.push(request);
      const one = { id, pod, name, attempt, image, imageId: image };
      containers.set(id, { ...one, state: "running", startedAtMs: now() });
      return { id };
    },
    async signal(id, signal) {
      signals.push(`${signal} ${id}`);
      const one = containers.get(id);
      if (one && signal === "SIGKILL") end(one, 137);
    },
    async remove(id) {
      containers.delete(id);
    },
    async *logs() {
      yield Buffer.from(runtime.log);
    },
    exec: refuse,
    attach: refuse,
    run: async () => ({ code: 0, output: "" }),
    usage: async () => new Map(),
    close: async () => {},
    ...own,
  };
  return runtime;
}
