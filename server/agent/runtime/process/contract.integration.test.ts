import { describe } from "vitest";
import { openTestRuntime, temporaryFolder } from "@/server/agent/testing/testRuntime";
import { describeRuntime } from "../runtimeContract";
import type { Machine } from "./machine";

const links: Machine = {
  namespaces: "none",
  root: "links",
  hasPrivateProc: false,
  canChangeUser: false,
  canMapUser: false,
};

describe.each([
  ["with what this machine allows", undefined],
  ["without namespaces", links],
] as const)("%s", (title, machine) => {
  describeRuntime(`the process runtime ${title}`, () => {
    const folder = temporaryFolder();
    return {
      image: "web:1",
      open: () => openTestRuntime(folder.dir, machine ? { machine } : {}),
      remove: async () => folder.remove(),
    };
  });
});
