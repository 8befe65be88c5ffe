import { describe, expect, it } from "vitest";
import { aConfigMap, aSecret } from "@/server/objects/builders";
import { clusterOf } from "@/server/testing/clusterOf";
import { FakeClock } from "@/server/testing/fakeClock";
import { configGet, configList } from "./config";

const value = Buffer.from("hunter2").toString("base64");
const secret = aSecret("login")
  .with((draft) => {
    draft.data = { password: value };
  })
  .build();
const map = aConfigMap("settings").build();

async function shownTo(options: Parameters<typeof clusterOf>[1] = {}) {
  const platform = await clusterOf([secret, map], options);
  const cluster = platform.as({ name: "ada", groups: [] });
  return { cluster, context: { clock: new FakeClock() } };
}

describe("config", () => {
  it("shows which keys a Secret has, and never what they hold", async () => {
    const { cluster, context } = await shownTo();
    const list = await configList.read(cluster, configList.input.parse({}), context);
    expect(list.rows.map(({ kind, keys }) => ({ kind, keys }))).toContainEqual({ kind: "Secret", keys: ["password"] });
    const at = { kind: "Secret", namespace: "default", name: "login" } as const;
    const shown = JSON.stringify([list, await configGet.read(cluster, at, context)]);
    expect(shown).not.toContain(value);
    expect(shown).not.toContain("hunter2");
  });

  it("shows no Secret at all to who may not list them, and says so", async () => {
    const { cluster, context } = await shownTo({ hidden: ["Secret"] });
    const list = await configList.read(cluster, configList.input.parse({}), context);
    expect(list.areSecretsHidden).toBe(true);
    expect(list.rows.map(({ kind }) => kind)).toEqual(["ConfigMap"]);
    const at = { kind: "Secret", namespace: "default", name: "login" } as const;
    await expect(configGet.read(cluster, at, context)).rejects.toMatchObject({ reason: "Forbidden" });
  });
});
