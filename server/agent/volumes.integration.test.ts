import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  isReadyPod,
  main,
  podManifest,
  podThat,
  startTestAgent,
  statusOf,
  type TestAgent,
} from "@/server/agent/testing/testAgent";
import { logOf } from "@/server/agent/testing/testRuntime";

let agent: TestAgent;
beforeAll(async () => {
  agent = await startTestAgent();
});
afterAll(() => agent.close());

const idOf = (pod: Parameters<typeof statusOf>[0], name = "main") =>
  (statusOf(pod, name)?.containerID ?? "").split("://")[1] ?? "";
const secretValue = "correct-horse-battery-staple";

async function config(kind: "ConfigMap" | "Secret", name: string, data: Record<string, string>) {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  await agent.cluster.create(kind, {
    apiVersion: "v1",
    kind,
    metadata: { name, namespace: "default" },
    data: kind === "Secret" ? Object.fromEntries(encoded) : data,
  });
}

/** Files below a folder that hold the text. */
function filesWith(dir: string, text: string): string {
  try {
    return execFileSync("grep", ["-rlF", text, dir], { encoding: "utf8" });
  } catch {
    return "";
  }
}

test("a container reads its ConfigMap and Secret as files and environment, and no secret lies on disk", async () => {
  const { cluster } = agent;
  await config("ConfigMap", "settings", { colour: "blue" });
  await config("Secret", "key", { token: secretValue });
  const script =
    'cat "$PILOTHOUSE_ROOT/etc/settings/colour" "$PILOTHOUSE_ROOT/etc/key/token"; echo; echo "$TOKEN $COLOUR"; sleep 1000';
  const container = main(["sh", "-c", script], {
    env: [
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "key", key: "token" } } },
      { name: "COLOUR", valueFrom: { configMapKeyRef: { name: "settings", key: "colour" } } },
    ],
    volumeMounts: [
      { name: "settings", mountPath: "/etc/settings" },
      { name: "key", mountPath: "/etc/key", readOnly: true },
    ],
  });
  const volumes = [
    { name: "settings", configMap: { name: "settings" } },
    { name: "key", secret: { secretName: "key" } },
  ];
  await cluster.create("Pod", podManifest("reads", { containers: [container], volumes }));
  const pod = await podThat(cluster, "reads", isReadyPod);
  const id = idOf(pod);
  await expect.poll(() => logOf(agent.runtime, id)).toBe(`blue${secretValue}\n${secretValue} blue\n`);
  const onDisk = filesWith(path.join(agent.dir, "data"), secretValue).trim().split("\n").filter(Boolean);
  // What the container itself printed is its own business.
  expect(onDisk.filter((file) => !file.endsWith("/stdout"))).toEqual([]);
  await cluster.delete("Pod", { namespace: "default", name: "reads" });
  await podThat(cluster, "reads", (one) => one === undefined);
  expect(filesWith("/dev/shm", secretValue)).toBe("");
});

test("a pod that refers to what is not there waits, says for what, and goes on once it is there", async () => {
  const { cluster } = agent;
  const container = main(["sleep", "1000"], { envFrom: [{ configMapRef: { name: "later" } }] });
  await cluster.create("Pod", podManifest("waits", { containers: [container] }));
  const waiting = await podThat(cluster, "waits", (pod) => statusOf(pod)?.state?.waiting?.message !== undefined);
  expect(statusOf(waiting)?.state?.waiting).toEqual({
    reason: "CreateContainerConfigError",
    message: 'configmap "later" not found',
  });
  await config("ConfigMap", "later", { a: "b" });
  expect(await podThat(cluster, "waits", isReadyPod)).toBeDefined();
});

test("an emptyDir is shared by the containers of a pod and survives a restart of one", async () => {
  const { cluster } = agent;
  const at = '"$PILOTHOUSE_ROOT/shared/count"';
  const writer = main(["sh", "-c", `echo x >>${at}; [ $(wc -l <${at}) -ge 2 ] && sleep 1000`], {
    name: "writer",
    volumeMounts: [{ name: "shared", mountPath: "/shared" }],
  });
  const reader = main(
    ["sh", "-c", `while [ "$(cat ${at} 2>/dev/null | wc -l)" -lt 2 ]; do sleep 0.05; done; echo seen; sleep 1000`],
    {
      name: "reader",
      volumeMounts: [{ name: "shared", mountPath: "/shared" }],
    },
  );
  const volumes = [{ name: "shared", emptyDir: {} }];
  await cluster.create("Pod", podManifest("shares", { containers: [writer, reader], volumes }));
  const pod = await podThat(cluster, "shares", (one) => isReadyPod(one) && statusOf(one, "writer")?.restartCount === 1);
  await expect.poll(() => logOf(agent.runtime, idOf(pod, "reader"))).toBe("seen\n");
});

test("a folder below a volume is made for who mounts it, may be written to, and is seen in the whole", async () => {
  const { cluster } = agent;
  const below = main(["sh", "-c", 'echo written >"$PILOTHOUSE_ROOT/data/file"; sleep 1000'], {
    name: "below",
    volumeMounts: [{ name: "shared", mountPath: "/data", subPath: "a/b" }],
  });
  const whole = main(
    ["sh", "-c", 'cd "$PILOTHOUSE_ROOT/whole"; until cat a/b/file 2>/dev/null; do sleep 0.05; done; sleep 1000'],
    { name: "whole", volumeMounts: [{ name: "shared", mountPath: "/whole" }] },
  );
  const volumes = [{ name: "shared", emptyDir: {} }];
  await cluster.create("Pod", podManifest("below", { containers: [below, whole], volumes }));
  const pod = await podThat(cluster, "below", isReadyPod);
  await expect.poll(() => logOf(agent.runtime, idOf(pod, "whole"))).toBe("written\n");
});

test("init containers run in order before the others, and a sidecar stays beside them", async () => {
  const { cluster } = agent;
  const note = (text: string) => `echo ${text} >>"$PILOTHOUSE_ROOT/shared/order"`;
  const volumeMounts = [{ name: "shared", mountPath: "/shared" }];
  const initContainers = [
    main(["sh", "-c", note("first")], { name: "first", volumeMounts }),
    main(["sh", "-c", `${note("sidecar")}; sleep 1000`], { name: "sidecar", volumeMounts, restartPolicy: "Always" }),
    main(["sh", "-c", `sleep 0.1; ${note("second")}`], { name: "second", volumeMounts }),
  ];
  const containers = [
    main(["sh", "-c", `${note("main")}; cat "$PILOTHOUSE_ROOT/shared/order"; sleep 1000`], { volumeMounts }),
  ];
  await cluster.create(
    "Pod",
    podManifest("ordered", { initContainers, containers, volumes: [{ name: "shared", emptyDir: {} }] }),
  );
  const pod = await podThat(cluster, "ordered", isReadyPod);
  await expect.poll(() => logOf(agent.runtime, idOf(pod))).toBe("first\nsidecar\nsecond\nmain\n");
  expect(statusOf(pod, "sidecar")).toMatchObject({ ready: true, started: true });
  expect(statusOf(pod, "first")?.state?.terminated?.reason).toBe("Completed");
});

test("nothing of a pod is left once it is gone", async () => {
  const { cluster } = agent;
  for (const { metadata } of (await cluster.list("Pod", { namespace: "default" })).items)
    await cluster.delete("Pod", { namespace: "default", name: metadata.name }, { graceSeconds: 1 });
  await expect
    .poll(async () => (await cluster.list("Pod", { namespace: "default" })).items.length, { timeout: 10_000 })
    .toBe(0);
  const node = path.join(agent.dir, "data/nodes/a");
  for (const left of ["pods", "records", "volumes"]) {
    const dir = path.join(node, left);
    expect(existsSync(dir) ? readdirSync(dir) : []).toEqual([]);
  }
});

test("a pod finds a token of its service account, the authority and its namespace, and no token lies on disk", async () => {
  const { cluster } = agent;
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", namespace: "default" } };
  await cluster.create("ServiceAccount", account);
  await config("ConfigMap", "kube-root-ca.crt", { "ca.crt": "PEM" });
  const folder = "$PILOTHOUSE_ROOT/var/run/secrets/kubernetes.io/serviceaccount";
  const script = `cd "${folder}" && cat namespace ca.crt && echo && cat token && echo && sleep 1000`;
  const spec = { serviceAccountName: "robot", containers: [main(["sh", "-c", script])] };
  await cluster.create("Pod", podManifest("speaks", spec));
  const pod = await podThat(cluster, "speaks", isReadyPod);
  await expect.poll(() => logOf(agent.runtime, idOf(pod))).toMatch(/^defaultPEM\n[\w-]+\.[\w-]+\.[\w-]+\n$/);
  const token = (await logOf(agent.runtime, idOf(pod))).trim().split("\n")[1] ?? "";
  const question = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", metadata: {}, spec: { token } };
  expect((await cluster.ask(question)).status).toMatchObject({
    authenticated: true,
    user: {
      username: "system:serviceaccount:default:robot",
      extra: { "authentication.kubernetes.io/pod-uid": [pod?.metadata.uid] },
    },
  });
  const onDisk = filesWith(path.join(agent.dir, "data"), token).trim().split("\n").filter(Boolean);
  expect(onDisk.filter((file) => !file.endsWith("/stdout"))).toEqual([]);
});

/** A claim that is bound to a folder, as the platform's controllers leave it. */
async function boundClaim(name: string, folder: string): Promise<void> {
  const { cluster } = agent;
  const spec = { accessModes: ["ReadWriteOnce"], storageClassName: "local", volumeName: `pv-${name}` };
  const claim = await cluster.create("PersistentVolumeClaim", {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name, namespace: "default" },
    spec: { ...spec, resources: { requests: { storage: "1Gi" } } },
  });
  const expression = { key: "kubernetes.io/hostname", operator: "Exists" };
  await cluster.create("PersistentVolume", {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `pv-${name}` },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "local",
      capacity: { storage: "1Gi" },
      local: { path: folder },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [expression] }] } },
      claimRef: { kind: "PersistentVolumeClaim", namespace: "default", name, uid: claim.metadata.uid },
    },
  });
  const status = { ...claim, status: { phase: "Bound" as const } };
  await cluster.update("PersistentVolumeClaim", status, { subresource: "status" });
}

test("what one pod writes into its claim the next one reads; a folder that is gone is no empty one", async () => {
  const { cluster } = agent;
  const folder = path.join(agent.dir, "volume");
  mkdirSync(folder, { mode: 0o777 });
  chmodSync(folder, 0o777);
  await boundClaim("kept", folder);
  const container = (script: string) =>
    main(["sh", "-c", `cd "$PILOTHOUSE_ROOT/data"; ${script}; sleep 1000`], {
      volumeMounts: [{ name: "data", mountPath: "/data" }],
    });
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "kept" } }];
  await cluster.create("Pod", podManifest("writes", { containers: [container("echo precious >file")], volumes }));
  await podThat(cluster, "writes", isReadyPod);
  await expect.poll(() => readFileSync(path.join(folder, "file"), "utf8").trim()).toBe("precious");
  await cluster.delete("Pod", { namespace: "default", name: "writes" });
  await podThat(cluster, "writes", (one) => one === undefined);
  await cluster.create("Pod", podManifest("reads-again", { containers: [container("cat file")], volumes }));
  const pod = await podThat(cluster, "reads-again", isReadyPod);
  await expect.poll(() => logOf(agent.runtime, idOf(pod))).toBe("precious\n");

  await boundClaim("lost", path.join(agent.dir, "no-such-volume"));
  const lost = [{ name: "data", persistentVolumeClaim: { claimName: "lost" } }];
  await cluster.create("Pod", podManifest("refused", { containers: [container("true")], volumes: lost }));
  const says = async () => {
    const { items } = await cluster.list("Event", { namespace: "default" });
    return items.find(({ reason, involvedObject }) => reason === "FailedMount" && involvedObject.name === "refused")
      ?.message;
  };
  await expect.poll(says).toContain("does not exist");
});
