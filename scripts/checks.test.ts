import { describe, expect, it } from "vitest";
import { checkMachine, refuseUnknown } from "./checks.mjs";
import { settingList } from "./settings.mjs";

const plain = { host: "127.0.0.1", runtime: "process", gateway: "embedded" } as const;

describe("settings that do not exist", () => {
  it.each([
    ["PILOTHOUSE_PROT", "PILOTHOUSE_PORT"],
    ["PILOTHOUSE_NODE", "PILOTHOUSE_NODES"],
    ["PILOTHOUSE_API_PROT", "PILOTHOUSE_API_PORT"],
    ["PILOTHOUSE_RUNTIM", "PILOTHOUSE_RUNTIME"],
  ])("are refused: %s with the one that was meant, %s", (given, meant) => {
    expect(() => refuseUnknown({ [given]: "1" })).toThrow(
      `${given} is no setting. Did you mean ${meant}?\nNothing was started.`,
    );
  });

  it("are refused all at once, also where nothing is like them, and without their values", () => {
    const environment = { PILOTHOUSE_COLOUR_OF_THE_BOAT: "hunter2", PILOTHOUSE_HOTS: "x" };
    expect(() => refuseUnknown(environment)).toThrow(
      "PILOTHOUSE_COLOUR_OF_THE_BOAT is no setting. npm start -- --help lists them.\nPILOTHOUSE_HOTS is no setting. Did you mean PILOTHOUSE_HOST?",
    );
  });

  it("are no concern of settings that exist, of a pod's own environment, or of other programs", () => {
    const names = Object.values(settingList).map(({ name }) => [name, "1"]);
    const environment = { ...Object.fromEntries(names), PILOTHOUSE_ROOT: "/", PILOTHOUSE_TEST_HELM: "x", PATH: "/bin" };
    expect(() => refuseUnknown(environment)).not.toThrow();
  });
});

describe("the machine", () => {
  it("is asked before anything is installed for the address, the Docker engine and the proxy that are wanted", async () => {
    await checkMachine(plain, {});
    await expect(checkMachine({ ...plain, host: "999.1.1.1" }, {})).rejects.toThrow(
      "999.1.1.1 is no address of this machine (PILOTHOUSE_HOST). Nothing was started.",
    );
    await expect(
      checkMachine({ ...plain, runtime: "docker" }, { DOCKER_HOST: "unix:///nowhere/docker.sock" }),
    ).rejects.toThrow("no Docker engine answers at unix:///nowhere/docker.sock");
  });
});
