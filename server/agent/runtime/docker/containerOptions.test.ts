import { expect, test } from "vitest";
import { aRequest } from "../../testing/testRuntime";
import { containerOptions, type Place } from "./containerOptions";

const place: Place = {
  owner: { installation: "0123456789", node: "a" },
  pauseId: "pause",
  usesHostNetwork: false,
  files: [{ source: "/pods/u/hosts", target: "/etc/hosts", isReadOnly: false }],
};
const pod = { uid: "u", namespace: "shop", name: "web" };

test("command and args stand for Entrypoint and Cmd; a command alone drops the image's Cmd", () => {
  const given = (command: string[], args: string[]) => containerOptions(aRequest(command, { args }), place);
  expect(given(["a"], ["b"])).toMatchObject({ Entrypoint: ["a"], Cmd: ["b"] });
  expect(given(["a"], [])).toMatchObject({ Entrypoint: ["a"], Cmd: [] });
  expect(given([], ["b"])).toMatchObject({ Cmd: ["b"] });
  expect(given([], ["b"])).not.toHaveProperty("Entrypoint");
  expect(given([], [])).not.toHaveProperty("Cmd");
});

test("the container is found again by its labels, and made once by its name", () => {
  const made = containerOptions(aRequest(["a"], { pod, attempt: 2 }), place);
  expect(made.name).toBe("pilothouse-0123456789-u-main-2");
  expect(made.Labels).toEqual({
    "pilothouse.dev/installation": "0123456789",
    "pilothouse.dev/node": "a",
    "pilothouse.dev/namespace": "shop",
    "pilothouse.dev/pod": "web",
    "pilothouse.dev/uid": "u",
    "pilothouse.dev/container": "main",
    "pilothouse.dev/attempt": "2",
  });
});

test("limits are Kubernetes': no swap on top of memory, CPU by quota, requests as shares", () => {
  const resources = { limits: { cpuMillis: 2500, memoryBytes: 2 ** 26 }, requests: { cpuMillis: 100 } };
  expect(containerOptions(aRequest(["a"], resources), place).HostConfig).toMatchObject({
    Memory: 2 ** 26,
    MemorySwap: 2 ** 26,
    CpuPeriod: 100_000,
    CpuQuota: 250_000,
    CpuShares: 102,
  });
  const unlimited = containerOptions(aRequest(["a"]), place).HostConfig;
  expect(unlimited).not.toHaveProperty("Memory");
  expect(unlimited).not.toHaveProperty("CpuQuota");
  expect(unlimited?.CpuShares).toBe(2);
});

test("what the spec mounts itself goes before the pod's own files", () => {
  const mount = { source: "/volumes/v/below", target: "/etc/hosts", isReadOnly: true };
  const { HostConfig } = containerOptions(aRequest(["a"], { mounts: [mount] }), place);
  expect(HostConfig?.Mounts).toEqual([
    { Type: "bind", Source: "/volumes/v/below", Target: "/etc/hosts", ReadOnly: true },
  ]);
});

test("containers of a pod share the network and IPC of its pause container", () => {
  expect(containerOptions(aRequest(["a"]), place).HostConfig).toMatchObject({
    NetworkMode: "container:pause",
    IpcMode: "container:pause",
  });
  const onHost = containerOptions(aRequest(["a"]), { ...place, usesHostNetwork: true });
  expect(onHost.HostConfig?.NetworkMode).toBe("host");
});
