import { expect, test } from "vitest";
import { aConfigMap, aPod, aSecret, aService } from "@/server/objects/builders";
import type { Container } from "@/server/objects/types";
import { type EnvContext, environmentOf } from "./env";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const configMap = { ...aConfigMap("settings").build(), data: { colour: "blue", size: "3" } };
const secret = { ...aSecret("key").build(), data: { token: base64("s3cret") } };

const context: EnvContext = {
  references: {
    configMap: async (_namespace, name) => (name === "settings" ? configMap : undefined),
    secret: async (_namespace, name) => (name === "key" ? secret : undefined),
    token: async () => "a token",
    claim: async () => undefined,
    volume: async () => undefined,
    keepFor() {},
  },
  services: [aService("my-db").build()],
  fields: { hostIp: "127.0.0.1", podIp: "127.0.0.1", allocatable: { cpuMillis: 2_000, memoryBytes: 2 ** 30 } },
  sandbox: { ip: "127.0.0.1", ports: { 8080: 21_000, 9090: 21_001 } },
  hasOwnPorts: true,
};

const of = (container: Partial<Container>, change: Partial<EnvContext> = {}) =>
  environmentOf(aPod("web").build(), { name: "main", image: "web:1", ...container }, { ...context, ...change });

test("values refer to what came before them; an escaped or unknown reference stays", async () => {
  const env = await of({
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "$(A)2 $$(A) $(NOPE)" },
    ],
  });
  expect(env.B).toBe("12 $(A) $(NOPE)");
});

test("keys of ConfigMaps and Secrets come one by one, or all with a prefix; env wins over envFrom", async () => {
  const env = await of({
    envFrom: [{ prefix: "P_", configMapRef: { name: "settings" } }, { secretRef: { name: "key" } }],
    env: [
      { name: "P_size", value: "9" },
      { name: "T", valueFrom: { secretKeyRef: { name: "key", key: "token" } } },
    ],
  });
  expect(env).toMatchObject({ P_colour: "blue", P_size: "9", token: "s3cret", T: "s3cret" });
});

test("what is missing is said in kubelet's words, unless it is optional", async () => {
  const key = (name: string, at: string, optional?: boolean) =>
    of({ env: [{ name: "X", valueFrom: { configMapKeyRef: { name, key: at, optional } } }] });
  await expect(key("nope", "a")).rejects.toMatchObject({
    reason: "CreateContainerConfigError",
    message: 'configmap "nope" not found',
  });
  await expect(key("settings", "nope")).rejects.toMatchObject({
    message: "couldn't find key nope in ConfigMap default/settings",
  });
  expect(await key("nope", "a", true)).not.toHaveProperty("X");
});

test("fields of the pod and resources of the container are told", async () => {
  const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
  const env = await of({
    resources: { limits: { cpu: "1500m" } },
    env: [
      field("NAME", "metadata.name"),
      field("IP", "status.podIP"),
      { name: "CPU", valueFrom: { resourceFieldRef: { resource: "limits.cpu", divisor: "1m" } } },
      { name: "MEMORY", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
    ],
  });
  expect(env).toMatchObject({ NAME: "web", IP: "127.0.0.1", CPU: "1500", MEMORY: "1024" });
});

test("services are told as kubelet tells them, unless the pod wants none", async () => {
  const env = await of({});
  expect(env).toMatchObject({
    MY_DB_SERVICE_HOST: "10.96.0.10",
    MY_DB_SERVICE_PORT: "80",
    MY_DB_PORT: "tcp://10.96.0.10:80",
    MY_DB_PORT_80_TCP_ADDR: "10.96.0.10",
  });
  const pod = { ...aPod("web").build() };
  const without = { ...pod, spec: { ...pod.spec, enableServiceLinks: false } };
  expect(await environmentOf(without, { name: "main" }, context)).not.toHaveProperty("MY_DB_SERVICE_HOST");
});

test("a process is told where to listen, also by a manifest that says its containerPort", async () => {
  const ports = [
    { containerPort: 8080, name: "http" },
    { containerPort: 9090, name: "my-metrics" },
  ];
  const env = await of({ ports, env: [{ name: "URL", value: "http://$(HOST):$(PORT)" }] });
  expect(env).toMatchObject({
    HOST: "127.0.0.1",
    PORT: "21000",
    PORT_HTTP: "21000",
    PORT_MY_METRICS: "21001",
    URL: "http://127.0.0.1:21000",
  });
  expect(await of({ ports, env: [{ name: "PORT", value: "8080" }] })).toMatchObject({ PORT: "21000" });
  expect(await of({ ports, env: [{ name: "PORT", value: "4000" }] })).toMatchObject({ PORT: "4000" });
  expect(await of({ ports }, { hasOwnPorts: false })).not.toHaveProperty("PORT");
});
