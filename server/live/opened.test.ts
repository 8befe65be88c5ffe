import { EventEmitter } from "node:events";
import { expect, it, vi } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aPod } from "@/server/objects/builders";
import { clusterOf } from "@/server/testing/clusterOf";
import { createHub } from "./hub";
import { openFor } from "./opened";

/** A browser's socket from the server's side: what is told to it is kept. */
class FakeSocket extends EventEmitter {
  readonly connected = true;
  readonly told: [string, { id: string; says?: string }][] = [];
  override emit(event: string, message: { id: string }): boolean {
    this.told.push([event, message]);
    return true;
  }
  timeout() {
    return { emitWithAck: async () => undefined };
  }
  ask(event: string, message: object): void {
    super.emit(event, message);
  }
  heard(event: string): number {
    return this.told.filter(([name]) => name === event).length;
  }
}

async function aSocket() {
  const pod = aPod("a")
    .in("shop")
    .ready()
    .with(({ status }) => {
      for (const one of status?.containerStatuses ?? []) one.state = { terminated: { exitCode: 0 } };
    })
    .build();
  const cluster = await clusterOf([pod]);
  const hub = createHub({ cluster, clock: systemClock, log: silentLog });
  const socket = new FakeSocket();
  const session = { onOutput() {}, resize() {}, write() {}, close() {}, exited: Promise.resolve(0) };
  const able = { ...cluster, logs: async function* () {}, exec: async () => session } as unknown as Cluster;
  const opened = openFor(socket as never, { cluster: able, hub, clock: systemClock, feeds: {} as never });
  const close = () => {
    opened.closeAll();
    hub.close();
  };
  return { socket, close };
}

it("counts no log that has ended among those that are open", async () => {
  const { socket, close } = await aSocket();
  for (let n = 1; n <= 12; n++) {
    socket.ask("logs.open", { id: `${n}`, namespace: "shop", pods: ["a"], follow: false });
    await vi.waitFor(() => expect(socket.heard("logs.end")).toBe(n));
  }
  expect(socket.heard("logs.problem")).toBe(0);
  close();
});

it("counts no terminal whose command has ended, and refuses the eleventh of those that run", async () => {
  const { socket, close } = await aSocket();
  const into = { namespace: "shop", pod: "a", container: "main", command: ["sh"], tty: true, columns: 80, rows: 24 };
  for (let n = 1; n <= 12; n++) {
    socket.ask("exec.open", { id: `${n}`, ...into });
    await vi.waitFor(() => expect(socket.heard("exec.exit")).toBe(n));
  }
  expect(socket.heard("exec.problem")).toBe(0);
  for (let n = 1; n <= 11; n++) socket.ask("exec.open", { id: `again-${n}`, ...into });
  expect(socket.heard("exec.problem")).toBe(1);
  close();
});
