import http from "node:http";
import net from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { compile } from "../compile";
import type { Endpoint } from "../table";
import { aRule, aTable, ingressWorld } from "../testObjects";
import type { GatewayDriver } from "./driver";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A pod: a real server, which answers with its name unless told otherwise. */
async function aPodServer(podUid: string, answer: http.RequestListener = (_, response) => response.end(podUid)) {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const endpoint: Endpoint = { podUid, address: "127.0.0.1", port: (server.address() as net.AddressInfo).port };
  return { server, endpoint };
}

/** A driver that listens, and where. */
export interface Listening {
  readonly driver: GatewayDriver;
  readonly port: number;
}

function tableOf(endpoints: Endpoint[]) {
  return aTable({ "*": [[{}, aRule("r", [{ endpoints }])]] });
}

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const agent = new http.Agent({ keepAlive: true });

function ask({ port }: Listening, options: http.RequestOptions & { body?: string } = {}) {
  return new Promise<{ status: number; text: string; headers: http.IncomingHttpHeaders }>((resolve, reject) => {
    const request = http.request({ port, agent, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
      response.once("error", reject);
    });
    request.once("error", reject).end(options.body);
  });
}

/** What every driver promises. */
export function describeDriver(name: string, make: () => Promise<Listening>): void {
  async function aDriver(endpoints: Endpoint[]) {
    const listening = await make();
    const { driver } = listening;
    cleanups.push(() => driver.close());
    await driver.apply(tableOf(endpoints));
    return { ...listening, apply: driver.apply.bind(driver), withdraw: driver.withdraw.bind(driver) };
  }

  describe(name, () => {
    it("takes turns among the ready pods", async () => {
      const pods = await Promise.all(["a", "b", "c"].map((name) => aPodServer(name)));
      const driver = await aDriver(pods.map(({ endpoint }) => endpoint));
      const answers = await Promise.all(Array.from({ length: 9 }, () => ask(driver)));
      expect(
        answers
          .map(({ text }) => text)
          .sort()
          .join(""),
      ).toBe("aaabbbccc");
    });

    it("says plainly where no route leads and where no pod is ready", async () => {
      const driver = await aDriver([]);
      expect(await ask(driver)).toMatchObject({ status: 503, text: "default/r-0:80 has no ready pod.\n" });
      await driver.apply(aTable({}));
      expect((await ask(driver, { path: "/x" })).status).toBe(404);
    });

    it("carries an Ingress: paths, a wildcard of one label, and the default backend", async () => {
      const [a, b] = await Promise.all(["a", "b"].map((name) => aPodServer(name)));
      const driver = await aDriver([]);
      await driver.apply(compile(ingressWorld({ a: a?.endpoint, b: b?.endpoint })));
      const answer = async (host: string, path: string) => (await ask(driver, { path, headers: { host } })).text;
      expect(await answer("shop.test", "/exact")).toBe("a");
      expect(await answer("shop.test", "/exact/more")).toBe("b");
      expect(await answer("shop.test", "/under/more")).toBe("a");
      expect(await answer("one.wild.test", "/")).toBe("a");
      expect(await answer("two.one.wild.test", "/")).toBe("b");
    });

    it("asks another pod when one refuses the connection, body and all", async () => {
      const dead = await aPodServer("dead");
      await new Promise((resolve) => dead.server.close(resolve));
      const live = await aPodServer("live", async (request, response) => {
        let text = "";
        for await (const chunk of request) text += chunk;
        response.end(text);
      });
      const driver = await aDriver([dead.endpoint, live.endpoint]);
      for (let turn = 0; turn < 4; turn++)
        expect(await ask(driver, { method: "POST", body: "kept" })).toMatchObject({ status: 200, text: "kept" });
    });

    it("repeats a GET whose connection broke, and never a POST that was read", async () => {
      let posts = 0;
      const breaker = await aPodServer("breaker", (request) => {
        if (request.method === "POST") posts++;
        request.resume().on("end", () => request.socket.destroy());
      });
      const live = await aPodServer("live");
      const driver = await aDriver([breaker.endpoint, live.endpoint]);
      for (let turn = 0; turn < 4; turn++) expect((await ask(driver)).text).toBe("live");
      await driver.apply(tableOf([breaker.endpoint]));
      // A proxy may also say it by closing the connection, as HAProxy does.
      const outcome = await ask(driver, { method: "POST", body: "once" }).then(
        ({ status }) => status,
        () => "closed",
      );
      expect([502, "closed"]).toContain(outcome);
      expect(posts).toBe(1);
    });

    it("sends nothing to a withdrawn pod, and lets its request under way end", async () => {
      const asked = deferred<http.ServerResponse>();
      const slow = await aPodServer("slow", (_, response) => asked.resolve(response));
      const other = await aPodServer("other");
      const driver = await aDriver([slow.endpoint, other.endpoint]);
      const underWay = ask(driver);
      const response = await asked.promise;
      await driver.withdraw("slow");
      for (let turn = 0; turn < 4; turn++) expect((await ask(driver)).text).toBe("other");
      response.end("whole");
      expect(await underWay).toMatchObject({ status: 200, text: "whole" });
    });

    it("swaps tables under load without one failed request", async () => {
      const pods = await Promise.all(["a", "b"].map((name) => aPodServer(name)));
      const driver = await aDriver([]);
      const tables = [pods, pods.slice(0, 1), pods.slice(1)].map((some) =>
        tableOf(some.map(({ endpoint }) => endpoint)),
      );
      await driver.apply(tables[0] ?? aTable({}));
      const statuses = new Set<number>();
      const load = Array.from({ length: 8 }, async () => {
        for (let turn = 0; turn < 100; turn++) statuses.add((await ask(driver)).status);
      });
      const swaps = (async () => {
        for (let turn = 0; turn < 60; turn++) {
          await driver.apply(tables[turn % 3] ?? aTable({}));
          await new Promise((resolve) => setImmediate(resolve));
        }
      })();
      await Promise.all([...load, swaps]);
      expect([...statuses]).toEqual([200]);
    });

    it.each(["requestTimeoutMs", "backendTimeoutMs"])("gives a pod the %s for its whole answer", async (limit) => {
      const silent = await aPodServer("silent", () => {});
      const stuck = await aPodServer("stuck", (_, response) => response.write("the first half"));
      const driver = await aDriver([]);
      const limited = ({ endpoint }: { endpoint: Endpoint }) =>
        aTable({ "*": [[{}, aRule("r", [{ endpoints: [endpoint] }], { [limit]: 100 })]] });
      await driver.apply(limited(silent));
      expect((await ask(driver)).status).toBe(504);
      await driver.apply(limited(stuck));
      await expect(ask(driver)).rejects.toThrow();
    });

    it("counts what it carried for a backend, and begins anew with one that was gone", async () => {
      const { endpoint } = await aPodServer("p");
      const driver = await aDriver([endpoint]);
      const counted = async () => (await driver.driver.stats()).get("default/r-0:80")?.requests ?? 0;
      for (let turn = 0; turn < 3; turn++) await ask(driver);
      await expect.poll(counted).toBe(3);
      await driver.apply(aTable({}));
      expect(await counted()).toBe(0);
      await driver.apply(tableOf([endpoint]));
      await ask(driver);
      await expect.poll(counted).toBe(1);
    });

    it("passes headers on, but none of its own hop, and says where the client was", async () => {
      const pod = await aPodServer("p", (request, response) => {
        response.setHeader("set-cookie", ["a=1", "b=2"]);
        response.end(JSON.stringify(request.headers));
      });
      const driver = await aDriver([pod.endpoint]);
      const answer = await ask(driver, {
        headers: { host: "web.test", "x-mine": "1", te: "trailers", "x-forwarded-for": "6.6.6.6" },
      });
      const seen = JSON.parse(answer.text);
      expect(seen).toMatchObject({
        host: "web.test",
        "x-mine": "1",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-host": "web.test",
      });
      expect(seen.te).toBeUndefined();
      expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    });

    it("keeps the console's session from apps on the console's own host, and passes their own cookies", async () => {
      const pod = await aPodServer("p", (request, response) => response.end(request.headers.cookie ?? "none"));
      const driver = await aDriver([pod.endpoint]);
      const cookiesFor = async (cookie: string) => (await ask(driver, { headers: { cookie } })).text;
      const session = "pilothouse.session_token=secret.x%3D";
      expect(await cookiesFor(`${session}; mine=1`)).toBe("mine=1");
      expect(await cookiesFor(`mine=1; __Secure-${session}; other=2`)).not.toContain("secret");
      expect(await cookiesFor(`mine=1; __Secure-${session}; other=2`)).toMatch(/mine=1.*other=2/);
      expect(await cookiesFor(`${session}; pilothouse.dont_remember=secret`)).not.toContain("secret");
      for (const count of [4, 12])
        expect(await cookiesFor(Array.from({ length: count }, () => session).join("; "))).not.toContain("secret");
      expect(await cookiesFor("a=pilothouse.x; b=2")).toBe("a=pilothouse.x; b=2");
    });

    it("lets no app plant a cookie of the console's name, also not in the answer to an upgrade", async () => {
      const planted = ["pilothouse.session_token=evil; Path=/", "__Secure-pilothouse.a=evil", "=pilothouse.b=evil"];
      const pod = await aPodServer("p", (_, response) => {
        response.setHeader("set-cookie", ["mine=1", ...planted, "x=pilothouse.y"]);
        response.end("hello");
      });
      pod.server.on("upgrade", (_, socket) => {
        const lines = ["mine=1", ...planted].map((cookie) => `Set-Cookie: ${cookie}\r\n`).join("");
        socket.end(`HTTP/1.1 101 Switching Protocols\r\n${lines}upgrade: echo\r\nconnection: Upgrade\r\n\r\nhello`);
      });
      const driver = await aDriver([pod.endpoint]);
      const answer = await ask(driver, {});
      expect(answer.headers["set-cookie"]?.filter((cookie) => cookie !== "")).toEqual(["mine=1", "x=pilothouse.y"]);
      const client = net.connect(driver.port, "127.0.0.1");
      cleanups.push(() => client.destroy());
      client.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n");
      let seen = "";
      client.on("data", (chunk) => {
        seen += chunk;
      });
      await expect.poll(() => seen).toMatch(/^HTTP\/1\.1 101 .*mine=1.*\r\n\r\nhello$/s);
      expect(seen).not.toContain("evil");
    });

    it("passes an upgrade through, both ways", async () => {
      const pod = await aPodServer("p");
      pod.server.on("upgrade", (_, socket, head) => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: Upgrade\r\n\r\n");
        socket.write(head);
        socket.pipe(socket);
      });
      const driver = await aDriver([pod.endpoint]);
      const client = net.connect(driver.port, "127.0.0.1");
      cleanups.push(() => client.destroy());
      client.write("GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\nhello");
      let seen = "";
      client.on("data", (chunk) => {
        seen += chunk;
      });
      await expect.poll(() => seen).toMatch(/^HTTP\/1\.1 101 .*\r\n\r\nhello$/s);
    });

    it("streams a large answer and a large body whole", async () => {
      const pod = await aPodServer("p", (request, response) => request.pipe(response));
      const driver = await aDriver([pod.endpoint]);
      const body = "0123456789".repeat(300_000);
      expect((await ask(driver, { method: "POST", body })).text).toBe(body);
    });
  });
}
