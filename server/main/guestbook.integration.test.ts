import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installationId } from "@/server/agent/runtime/docker/names";
import { isReady } from "@/server/objects/pods";
import { parseManifests } from "@/server/objects/yaml";
import { guestbookImages } from "@/server/testing/guestbookImages";
import { dockerAnswers, ensureTestImage, removeInstallation } from "@/server/testing/images";
import { type Platform, startPlatform, until } from "@/server/testing/platform";

const manifestFile = path.join(import.meta.dirname, "../testing/fixtures/guestbook-all-in-one.yaml");

describe.runIf(await dockerAnswers())("Kubernetes' guestbook, its manifest unchanged, on Docker", () => {
  let platform: Platform;
  let nodePort: number;

  beforeAll(async () => {
    for (const image of guestbookImages) await ensureTestImage(image);
    platform = await startPlatform({ settings: { PILOTHOUSE_RUNTIME: "docker" } });
    const { documents, errors } = parseManifests(fs.readFileSync(manifestFile, "utf8"));
    expect(errors).toEqual([]);
    for (const { manifest } of documents) {
      const metadata = { ...manifest.metadata, namespace: "default" };
      await platform.cluster.create(manifest.kind, { ...manifest, metadata });
    }
    const frontend = await platform.cluster.get("Service", { namespace: "default", name: "frontend" });
    nodePort = frontend.spec.ports?.[0]?.nodePort ?? 0;
  }, 240_000);
  afterAll(async () => {
    await platform?.stop();
    if (platform) await removeInstallation(installationId(platform.dataDir));
  }, 60_000);

  const ask = async (query: string) => {
    const response = await fetch(`http://127.0.0.1:${nodePort}/guestbook.php?${query}`, {
      headers: { connection: "close" },
    });
    return { status: response.status, ...((await response.json()) as { data?: string | null; pod?: string }) };
  };

  test("its six pods become ready", async () => {
    await until("six pods are ready", 60_000, async () => {
      const { items } = await platform.cluster.list("Pod", { namespace: "default" });
      return items.length === 6 && items.every(isReady);
    });
  });

  test("the page answers through its NodePort, and what it writes to the master is read from a replica", async () => {
    const value = `written at ${process.pid}`;
    await until(
      "the master takes it",
      30_000,
      async () => (await ask(`cmd=set&key=messages&value=${encodeURIComponent(value)}`)).status === 200,
    );
    await until("a replica has it", 30_000, async () => (await ask("cmd=get&key=messages")).data === value);
  });

  test("all three pods of the page answer", async () => {
    const pods = new Set<string | undefined>();
    await until("three have answered", 20_000, async () => pods.add((await ask("cmd=get")).pod).size === 3);
    expect(pods.size).toBe(3);
  });

  test("names and services go on while the control plane stands still and a new gateway has come", async () => {
    const before = await platform.pid("gateway");
    await platform.signal("control", "SIGSTOP");
    try {
      await platform.signal("gateway", "SIGKILL");
      await until(
        "there is a new gateway",
        10_000,
        async () => (await platform.pid("gateway").catch(() => before)) !== before,
      );
      const isTaken = () =>
        ask("cmd=set&key=messages&value=again").then(
          ({ status }) => status === 200,
          () => false,
        );
      await until("the page finds the master by name", 15_000, isTaken);
    } finally {
      await platform.signal("control", "SIGCONT");
    }
  });
});
