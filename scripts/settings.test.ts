import { describe, expect, it } from "vitest";
import { helpText, readSettings, runDir, settingList } from "./settings.mjs";

describe("settings", () => {
  it("have a default each", () => {
    const settings = readSettings({});
    expect(settings).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      nodes: 3,
      runtime: "auto",
      gatewayPort: 8080,
      apiPort: 6443,
    });
  });

  it.each([
    ["PILOTHOUSE_PORT", "http", /PILOTHOUSE_PORT takes a whole number from 1 to 65535; it was given "http"/],
    ["PILOTHOUSE_NODES", "0", /PILOTHOUSE_NODES takes a whole number from 1 to 32/],
    ["PILOTHOUSE_RUNTIME", "podman", /PILOTHOUSE_RUNTIME takes auto \| docker \| process/],
    ["PILOTHOUSE_GATEWAY", "nginx", /PILOTHOUSE_GATEWAY takes auto \| haproxy \| embedded/],
    ["DATABASE_URL", "mysql://x", /DATABASE_URL takes postgresql:/],
  ])("refuse a bad %s, by its name and what it takes", (name, value, says) => {
    expect(() => readSettings({ [name]: value })).toThrow(says);
  });

  it("never repeat a secret in an error", () => {
    expect(() => readSettings({ PILOTHOUSE_ADMIN_PASSWORD: "hunter2" })).toThrow(/^(?!.*hunter2)/s);
  });

  it("refuse half an administrator and one port for two", () => {
    expect(() => readSettings({ PILOTHOUSE_ADMIN_EMAIL: "a@b.co" })).toThrow(/go together/);
    expect(() => readSettings({ PILOTHOUSE_PORT: "8080" })).toThrow(/both 8080/);
    expect(() => readSettings({ PILOTHOUSE_API_PORT: "8080" })).toThrow(
      /PILOTHOUSE_API_PORT and PILOTHOUSE_GATEWAY_PORT are both 8080/,
    );
  });

  it("are all in the help", () => {
    for (const { name } of Object.values(settingList)) expect(helpText()).toContain(name);
  });

  it("keep sockets in a path short enough for one", () => {
    expect(runDir("/srv/pilothouse")).toBe("/srv/pilothouse/run");
    expect(Buffer.byteLength(`${runDir(`/${"deep/".repeat(40)}`)}/agent-node-32.sock`)).toBeLessThan(104);
  });
});
