import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemRandom } from "@/server/lib/random";
import { busyboxImage, dockerAnswers, ensureTestImage, nodeImage } from "@/server/testing/images";
import { freePort } from "@/server/testing/platform";
import { aRequest, containerThat, hasEnded, logOf, logThatHas } from "../../testing/testRuntime";
import type { ContainerRequest, Runtime, SandboxRequest } from "../runtime";
import { aSandboxRequest } from "../runtimeContract";
import { openDocker } from "./engine";
import { labels } from "./names";
import { aTestInstallation } from "./testDocker";

const sleeps = ["sh", "-c", "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done"];
const answers = `require("node:http").createServer((_, s) => s.end("hello")).listen(80, () => console.log("up"))`;

describe.runIf(await dockerAnswers())("the Docker runtime", () => {
  const place = aTestInstallation();
  let runtime: Runtime;
  const pods: SandboxRequest[] = [];

  beforeAll(async () => {
    await ensureTestImage(nodeImage);
    await ensureTestImage(busyboxImage);
    runtime = await place.open();
  });
  afterEach(async () => {
    for (const { pod } of pods.splice(0)) await runtime.removeSandbox(pod);
  });
  afterAll(async () => {
    await runtime?.close();
    await place.remove();
  });

  const sandboxFor = async (change: Partial<SandboxRequest> = {}) => {
    const asked = aSandboxRequest(change);
    pods.push(asked);
    return { pod: asked.pod, sandbox: await runtime.ensureSandbox(asked) };
  };
  type Change = Partial<ContainerRequest> & { readonly asks?: Partial<SandboxRequest> };
  const start = async (command: readonly string[], { asks, ...change }: Change = {}) => {
    const { pod, sandbox } = await sandboxFor(asks);
    const { id } = await runtime.start(aRequest(command, { pod, sandbox, image: busyboxImage.name, ...change }));
    return { id, pod, sandbox };
  };
  const outputOf = async (command: readonly string[], change: Change = {}) => {
    const { id } = await start(command, change);
    const { exit } = await containerThat(runtime, id, hasEnded);
    return { code: exit?.code, output: await logOf(runtime, id) };
  };

  test("an image that is present is used without asking any registry", async () => {
    const { imageId, wasPulled } = await runtime.ensureImage(nodeImage.name, "IfNotPresent");
    expect(imageId).toMatch(/^sha256:/);
    expect(wasPulled).toBe(false);
    expect((await runtime.ensureImage(nodeImage.name, "Never")).imageId).toBe(imageId);
  });

  test.each([
    ["127.0.0.1:1/none:1", "Never", "ErrImageNeverPull", "is not present with pull policy of Never"],
    ["127.0.0.1:1/none:1", "IfNotPresent", "ErrImagePull", "connection refused"],
    ["No Name", "IfNotPresent", "InvalidImageName", "invalid reference format"],
  ] as const)("%s by %s fails with %s", async (image, policy, reason, message) => {
    await expect(runtime.ensureImage(image, policy)).rejects.toMatchObject({
      reason,
      message: expect.stringContaining(message),
    });
  });

  test("the image's Entrypoint runs, with args in place of its Cmd", async () => {
    const args = ["-e", "console.log('by entrypoint')"];
    expect(await outputOf([], { image: nodeImage.name, args })).toEqual({ code: 0, output: "by entrypoint\n" });
    expect(await outputOf(["node"], { image: nodeImage.name, args })).toEqual({ code: 0, output: "by entrypoint\n" });
  });

  test("this machine and other pods reach a pod at its address", async () => {
    const { id, sandbox } = await start(["node", "-e", answers], { image: nodeImage.name });
    await logThatHas(runtime, id, "up");
    expect(sandbox.ports).toEqual({ 80: 80 });
    expect(await (await fetch(`http://${sandbox.ip}/`)).text()).toBe("hello");
    expect((await outputOf(["wget", "-qO-", `http://${sandbox.ip}/`])).output).toBe("hello");
  });

  test("containers of one pod share its address, hostname and loopback", async () => {
    const { pod, sandbox } = await start(["node", "-e", answers], { image: nodeImage.name });
    const command = ["sh", "-c", "until wget -qO- http://127.0.0.1/; do sleep 0.1; done; hostname; hostname -i"];
    const { id } = await runtime.start(aRequest(command, { pod, sandbox, image: busyboxImage.name, name: "side" }));
    await containerThat(runtime, id, hasEnded);
    expect((await logOf(runtime, id)).split("\n").slice(-3)).toEqual(["helloweb", sandbox.ip, ""]);
  });

  test("hosts, aliases and resolvers are the pod's own", async () => {
    const hostAliases = [{ ip: "10.0.0.7", hostnames: ["db.lan"] }];
    const dns = { policy: "None", servers: ["10.0.0.53"], searches: ["lan"], options: [] };
    const { output } = await outputOf(["cat", "/etc/hosts", "/etc/resolv.conf"], { asks: { hostAliases, dns } });
    expect(output).toContain("10.0.0.7\tdb.lan\n");
    expect(output).toContain("search lan\nnameserver 10.0.0.53\n");
  });

  test("a pod asks the cluster's DNS, at this machine's address on the bridge", async () => {
    const { output } = await outputOf(["cat", "/etc/resolv.conf"]);
    expect(output).toMatch(/^search default\.svc\.cluster\.local svc\.cluster\.local cluster\.local\n/);
    expect(output).toMatch(/\nnameserver \d+\.\d+\.\d+\.1\noptions ndots:5\n$/);
  });

  test("a hostPort answers on this machine", async () => {
    const hostPort = await freePort();
    const ports = [{ containerPort: 80, protocol: "TCP" as const, hostPort }];
    const { id } = await start(["node", "-e", answers], { image: nodeImage.name, asks: { ports } });
    await logThatHas(runtime, id, "up");
    expect(await (await fetch(`http://127.0.0.1:${hostPort}/`)).text()).toBe("hello");
  });

  test("where bridge addresses are out of reach, a pod answers at ports of loopback, its own for its life", async () => {
    const other = await place.open({ node: "b", dir: path.join(place.dir, "b"), reach: "ports" });
    const asked = aSandboxRequest();
    pods.push(asked);
    const sandbox = await other.ensureSandbox(asked);
    expect(sandbox.ip).toBe("127.0.0.1");
    const command = ["node", "-e", answers];
    const { id } = await other.start(aRequest(command, { pod: asked.pod, sandbox, image: nodeImage.name }));
    await logThatHas(other, id, "up");
    expect(await (await fetch(`http://127.0.0.1:${sandbox.ports[80]}/`)).text()).toBe("hello");
    expect((await other.info()).cannot.join()).toContain("published ports");
    expect(await other.ensureSandbox(asked)).toEqual(sandbox);
    await other.close();
  });

  test("a container over its memory limit is ended, and said to have been out of memory", async () => {
    const script = "const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))";
    const limits = { memoryBytes: 64 * 2 ** 20 };
    const { id } = await start(["node", "-e", script], { image: nodeImage.name, limits });
    // The engine may tell the end before its cause.
    const ended = await containerThat(runtime, id, (one) => hasEnded(one) && one.exit?.wasOutOfMemory === true);
    expect(ended.exit).toEqual({ code: 137, wasOutOfMemory: true });
  });

  test("mounts are bound, below their subPath, and not written to when read-only", async () => {
    const volume = path.join(place.dir, "volume");
    mkdirSync(path.join(volume, "below"), { recursive: true });
    writeFileSync(path.join(volume, "below/key"), "value\n");
    const mounts = [
      { source: path.join(volume, "below"), target: "/config", isReadOnly: true },
      { source: volume, target: "/data", isReadOnly: false },
    ];
    // On one stream: Docker keeps no order between two.
    const script = "exec 2>&1; cat /config/key; echo x > /config/key; echo written > /data/new";
    const { output } = await outputOf(["sh", "-c", script], { mounts });
    expect(output).toMatch(/^value\n.*Read-only file system\n$/);
    expect(readFileSync(path.join(volume, "new"), "utf8")).toBe("written\n");
  });

  test("user, capabilities and a read-only root are as asked", async () => {
    const script = "id -u; id -g; touch /made 2>&1; grep CapEff /proc/self/status";
    const asked = { user: { uid: 1234, gid: 4321 }, isRootReadOnly: true, dropCapabilities: ["ALL"] };
    const { output } = await outputOf(["sh", "-c", script], asked);
    expect(output).toMatch(/^1234\n4321\ntouch: .*Read-only file system\nCapEff:\s+0{16}\n$/);
    const added = await outputOf(["sh", "-c", "ip link set lo mtu 1400 && echo could"], {
      addCapabilities: ["NET_ADMIN"],
    });
    expect(added.output).toBe("could\n");
  });

  test("a container that somebody else removed is lost, until it is forgotten here", async () => {
    const { id } = await start(sleeps);
    const docker = await openDocker();
    await docker.getContainer(id).remove({ force: true });
    expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ id });
    await runtime.remove(id);
    expect(await runtime.list()).toEqual([]);
  });

  test("a pause that dies takes the pod's containers with it; the next attempt has the pod's address again", async () => {
    const { id, pod, sandbox } = await start(sleeps);
    const docker = await openDocker();
    const filters = { label: [`${labels.uid}=${pod.uid}`, labels.address] };
    const [pause] = await docker.listContainers({ filters });
    await docker.getContainer(pause?.Id ?? "").kill();
    expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 137 } });
    const request = aRequest(["hostname", "-i"], { pod, sandbox, image: busyboxImage.name, attempt: 1 });
    const next = await runtime.start(request);
    await containerThat(runtime, next.id, hasEnded);
    expect(await logOf(runtime, next.id)).toBe(`${sandbox.ip}\n`);
  });

  test("a pod that is removed leaves nothing on the engine", async () => {
    const { pod } = await start(sleeps);
    await runtime.removeSandbox(pod);
    await runtime.removeSandbox(pod);
    const docker = await openDocker();
    const filters = { label: [`${labels.uid}=${pod.uid}`] };
    expect(await docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await runtime.list()).toEqual([]);
  });

  test("what an agent created and did not live to start is not taken for a running container", async () => {
    const { pod } = await start(sleeps);
    const docker = await openDocker();
    const own = { [labels.installation]: place.id, [labels.node]: "c", [labels.uid]: pod.uid, [labels.container]: "x" };
    await docker.createContainer({ Image: busyboxImage.name, Labels: own });
    const other = await place.open({ node: "c", dir: path.join(place.dir, "c") });
    expect(await other.list()).toEqual([]);
    expect(await docker.listContainers({ all: true, filters: { label: [`${labels.node}=c`] } })).toEqual([]);
    await other.close();
  });

  test("stopped sandboxes start again with the address they had", async () => {
    const { id, pod, sandbox } = await start(["sh", "-c", "exit 0"]);
    await containerThat(runtime, id, hasEnded);
    await runtime.stopSandboxes?.();
    const docker = await openDocker();
    const filters = { label: [`${labels.installation}=${place.id}`] };
    await expect.poll(() => docker.listContainers({ filters })).toEqual([]);
    const request = aRequest(["hostname", "-i"], { pod, sandbox, image: busyboxImage.name, attempt: 1 });
    const next = await runtime.start(request);
    await containerThat(runtime, next.id, hasEnded);
    expect(await logOf(runtime, next.id)).toBe(`${sandbox.ip}\n`);
  });

  test("many pods at once all get an address of their own", async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        sandboxFor({ pod: { uid: systemRandom.uuid(), namespace: "default", name: "one" } }),
      ),
    );
    expect(new Set(all.map(({ sandbox }) => sandbox.ip)).size).toBe(8);
  });
});
