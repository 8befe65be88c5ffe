import { once } from "node:events";
import { expect, it } from "vitest";
import type { ExecSession } from "@/server/cluster/cluster";
import type { Bench } from "./bench";

/** For engines under test that have a node whose containers, and port 80, give back what they hear. */
export function streaming(bench: Bench, node: string): void {
  async function echoing() {
    const at = bench.at(bench.name("pod"));
    await bench.cluster.create("Pod", bench.pod(at.name));
    await bench.cluster.bind(at, node);
    return at;
  }
  async function said(session: ExecSession): Promise<{ text: string; code: number }> {
    let text = "";
    session.onOutput((stream, data) => {
      text += `${stream}:${Buffer.from(data).toString()} `;
    });
    session.write(Buffer.from("hello"));
    session.resize(80, 24);
    session.end();
    return { code: await session.exited, text };
  }

  it("runs a command: bytes both ways, the size of its terminal, its exit code", async () => {
    const session = await bench.cluster.exec(await echoing(), { command: ["cat"], stdin: true });
    expect(await said(session)).toEqual({ text: "stdout:hello stderr:80x24 ", code: 7 });
  });

  it("joins a container: bytes both ways, and the end", async () => {
    const session = await bench.cluster.attach(await echoing(), { stdin: true });
    expect(await said(session)).toEqual({ text: "stdout:hello stderr:80x24 ", code: 0 });
  });

  it("leads to the ports of a pod that something listens on, until it is closed", async () => {
    const way = await bench.cluster.portForward(await echoing());
    const connection = await way.connect(80);
    connection.write("ping");
    expect(String((await once(connection, "data"))[0])).toBe("ping");
    await expect(way.connect(81)).rejects.toThrow("port 81");
    const cut = once(connection, "close");
    way.close();
    await cut;
    await expect(way.connect(80)).rejects.toThrow();
  });

  it("says of a container or a pod that is not there, that it is not", async () => {
    const at = await echoing();
    const other = bench.cluster.attach(at, { container: "other" });
    await expect(other).rejects.toMatchObject({ reason: "BadRequest" });
    await expect(bench.cluster.attach(bench.at("absent"), {})).rejects.toMatchObject({ reason: "NotFound" });
  });
}
