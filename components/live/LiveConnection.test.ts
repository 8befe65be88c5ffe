import { describe, expect, it } from "vitest";
import { FakeSocket } from "./fakeSocket";
import { LiveConnection } from "./LiveConnection";

function setUp() {
  const socket = new FakeSocket();
  const connection = new LiveConnection(socket, () => 1_000);
  const seen: unknown[] = [];
  const listener = { onAnswer: ({ value }: { value: unknown }) => seen.push(value), onProblem: () => {} };
  return { socket, connection, seen, listener };
}

describe("a live connection", () => {
  it("asks again for everything after it was lost, and takes the first answer whatever its revision", () => {
    const { socket, connection, seen, listener } = setUp();
    connection.subscribe("pods.list", {}, listener);
    socket.connect();
    socket.say("data", { id: "1", revision: 9, value: "nine" });
    socket.disconnect();
    expect(connection.state).toEqual({ status: "lost", sinceMs: 1_000 });
    socket.connect();
    expect(socket.sent.filter(([event]) => event === "subscribe")).toHaveLength(2);
    socket.say("data", { id: "1", revision: 4, value: "four" });
    expect(seen).toEqual(["nine", "four"]);
    expect(connection.state).toEqual({ status: "live" });
  });

  it("drops an answer older than the one shown", () => {
    const { socket, connection, seen, listener } = setUp();
    socket.connect();
    connection.subscribe("pods.list", {}, listener);
    socket.say("data", { id: "1", revision: 9, value: "nine" });
    socket.say("data", { id: "1", revision: 8, value: "eight" });
    expect(seen).toEqual(["nine"]);
  });

  it("acknowledges a problem as it does an answer, so that what comes back is shown", () => {
    const { socket, connection, seen, listener } = setUp();
    socket.connect();
    connection.subscribe("pods.get", {}, listener);
    let acknowledged = 0;
    socket.say("problem", { id: "1", reason: "NotFound", says: "gone" }, () => acknowledged++);
    socket.say("data", { id: "1", revision: 9, value: "back" }, () => acknowledged++);
    expect(acknowledged).toBe(2);
    expect(seen).toEqual(["back"]);
  });

  it("asks once for two that show the same, and gives the second what is known", () => {
    const { socket, connection, seen, listener } = setUp();
    socket.connect();
    const end = connection.subscribe("pods.list", { a: 1 }, listener);
    socket.say("data", { id: "1", revision: 9, value: "nine" });
    const endOther = connection.subscribe("pods.list", { a: 1 }, { ...listener });
    expect(seen).toEqual(["nine", "nine"]);
    end();
    expect(socket.sent.map(([event]) => event)).toEqual(["subscribe"]);
    endOther();
    expect(socket.sent.map(([event]) => event)).toEqual(["subscribe", "unsubscribe"]);
  });
});
