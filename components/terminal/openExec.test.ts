import { expect, it } from "vitest";
import { FakeSocket } from "@/components/live/fakeSocket";
import { type ExecEnd, openExec } from "./openExec";

const into = { namespace: "shop", pod: "a", container: "main", columns: 80, rows: 24 };

function setUp() {
  const socket = new FakeSocket();
  socket.connect();
  const ends: ExecEnd[] = [];
  const exec = openExec(socket, into, { onOutput: () => {}, onEnd: (end) => ends.push(end) });
  const [[, { id }]] = socket.sent as [[string, { id: string }]];
  return { socket, exec, ends, id, events: () => socket.sent.map(([event]) => event) };
}

it("sends what is typed while the command runs", () => {
  const { exec, events } = setUp();
  exec.write("ls\n");
  exec.resize(100, 30);
  exec.close();
  expect(events()).toEqual(["exec.open", "exec.input", "exec.resize", "exec.close"]);
});

it("sends nothing typed after the connection was lost, which the socket would keep for the next one", () => {
  const { socket, exec, ends, events } = setUp();
  socket.disconnect();
  exec.write("rm -rf old\n");
  exec.resize(100, 30);
  expect(ends).toEqual([{ type: "broken", says: "" }]);
  expect(events()).toEqual(["exec.open"]);
});

it("sends nothing after the command ended", () => {
  const { socket, exec, id, ends, events } = setUp();
  socket.say("exec.exit", { id, code: 0 });
  exec.write("ls\n");
  expect(ends).toEqual([{ type: "exit", code: 0 }]);
  expect(events()).toEqual(["exec.open"]);
});
