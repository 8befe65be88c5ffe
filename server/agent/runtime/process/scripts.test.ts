import { expect, test } from "vitest";
import { cpuQuota, cpuShares, cpuWeight } from "./cgroupNumbers";
import { hostMountsOf, setupScript } from "./setupScript";
import { quote } from "./shellQuote";
import { commandScript } from "./shim";

test("any text is one word of sh", () => {
  expect(quote('it\'s $HOME `x` "y"')).toBe(`'it'\\''s $HOME \`x\` "y"'`);
});

test("names that a shell cannot export go by env", () => {
  const script = commandScript(["a b", "c"], { PATH: "/bin", OK: "1", "not.ok": "2", PPID: "3" });
  expect(script).toBe("export PATH='/bin'\nexport OK='1'\nexec 3<&-\nexec env 'not.ok=2' 'PPID=3' 'a b' 'c'\n");
});

test("without namespaces nothing is mounted", () => {
  const machine = {
    namespaces: "none",
    root: "links",
    hasPrivateProc: false,
    canChangeUser: false,
    canMapUser: false,
  } as const;
  const plan = {
    machine,
    hostname: "web",
    mounts: [],
    ownTarget: "/pod",
    workingDir: "/pod",
    isRootReadOnly: false,
    hostMounts: [],
    hidden: [],
  };
  expect(setupScript(plan)).toBe(":\n");
});

test("the machine's own mounts are brought along, outer ones first, but not the system's, containers' or ours", () => {
  const line = (point: string, type = "ext4") => `1 2 0:3 / ${point} rw shared:1 - ${type} /dev/x rw`;
  const points = ["/", "/proc", "/sys/fs/cgroup", "/dev/shm", "/home/a", "/home", "/mnt/a\\040b", "/data/own/x"].map(
    (point) => line(point),
  );
  const all = [...points, line("/var/lib/docker/1", "overlay")].join("\n");
  expect(hostMountsOf(all, ["/data/own"])).toEqual(["/home", "/home/a", "/mnt/a b"]);
});

test("CPU becomes the kernel's numbers as Kubernetes counts them", () => {
  expect(cpuQuota(500)).toEqual({ quotaUs: 50_000, periodUs: 100_000 });
  expect(cpuQuota(1).quotaUs).toBe(1_000);
  expect(cpuQuota(0).quotaUs).toBe(0);
  expect([cpuShares(0), cpuShares(1_000)]).toEqual([2, 1_024]);
  expect([cpuWeight(0), cpuWeight(1_000)]).toEqual([1, 39]);
});
