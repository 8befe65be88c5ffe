import { describe, expect, it } from "vitest";
import { enterScript } from "./enter";
import type { Machine } from "./machine";

const machine: Machine = {
  namespaces: "root",
  root: "overlay",
  hasPrivateProc: true,
  canChangeUser: true,
  canMapUser: false,
};
const self = { uid: 0, gid: 0 };
const scriptFor = (uid: number, more: { isPrivileged?: boolean; canPivot?: boolean } = {}) =>
  enterScript({
    machine,
    workingDir: "/",
    self,
    user: { uid, gid: uid },
    isPrivileged: false,
    canPivot: true,
    ...more,
  });

describe("the way into a container", () => {
  it("gives up every capability for a user who is not root", () => {
    expect(scriptFor(700_000_001)).toMatch(/^exec chroot .*--no-new-privs --inh-caps=-all --bounding-set=-all --/);
  });

  it("leaves root what only changes the container's own files and processes, in a root that it cannot climb out of", () => {
    const script = scriptFor(0);
    expect(script).toMatch(/^exec unshare --mount sh -c .*pivot_root/);
    expect(script).toContain("--bounding-set=-all,+chown,+dac_override,+fowner");
    expect(script).not.toMatch(/\+(sys_admin|mknod|sys_ptrace|dac_read_search|sys_module|sys_rawio|net_admin)/);
  });

  it("leaves root no way to change its root where there is no pivot_root", () => {
    const script = scriptFor(0, { canPivot: false });
    expect(script).toMatch(/^exec chroot /);
    expect(script).not.toContain("+sys_chroot");
  });

  it("keeps all for who asked to be privileged", () => {
    expect(scriptFor(0, { isPrivileged: true })).toContain("--no-new-privs -- sh");
  });
});
