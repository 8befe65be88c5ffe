import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

/** Rooms by floor, as `server/README.md` lists them: an import goes down, or stays within its room. */
const floors: Readonly<Record<string, number>> = {
  "server/main": 8,
  app: 7,
  components: 6,
  "server/api": 5,
  "server/kubeapi": 5,
  "server/live": 5,
  "server/engines/embedded": 4,
  "server/engines/kubernetes": 4,
  "server/engines/swarm": 4,
  "server/actions": 4,
  "server/views": 4.5,
  "server/controllers": 3,
  "server/scheduler": 3,
  "server/releases": 3,
  "server/agent": 3,
  "server/gateway": 3,
  "server/network": 3,
  "server/monitoring": 3,
  "server/alerting": 3,
  "server/admission": 3,
  "server/access": 3,
  "server/supervisor": 3,
  "server/cluster": 2,
  "server/store": 2,
  "server/database": 1,
  "server/objects": 1,
  "server/lib": 0,
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

const files = ["app", "components", "server"].flatMap((folder) =>
  fs.existsSync(path.join(root, folder))
    ? fs
        .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
        .map((name) => path.join(folder, name))
        .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.includes("generated"))
    : [],
);
const sources = files.filter((file) => !file.startsWith("server/testing/"));
const isTestTool = (file: string) => /(Contract|testObjects|\/testing\/|trials\/)/.test(file);

describe("the rooms", () => {
  const imports = sources.filter((file) => !isTestTool(file)).flatMap(importsOf);

  it("import only down the floors", () => {
    const wrong = imports.filter(({ file, target, isTypeOnly }) => !isAllowed(file, target, isTypeOnly));
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  it("have no circle among files", () => {
    expect(circleIn(imports.filter(({ isTypeOnly }) => !isTypeOnly))).toBeUndefined();
  });

  it("have no barrel", () => {
    const barrels = sources.filter((file) => {
      const lines = read(file)
        .split("\n")
        .filter((line) => line.trim() && !line.startsWith("//"));
      return lines.length > 1 && lines.every((line) => /^export (type )?(\*|\{[^}]*\}) from/.test(line));
    });
    expect(barrels).toEqual([]);
  });
});

describe("files", () => {
  it("have at most 300 lines, and a median under 100", () => {
    const sizes = sources.map((file) => ({ file, lines: read(file).split("\n").length - 1 }));
    expect(sizes.filter(({ lines }) => lines > 300)).toEqual([]);
    const sorted = sizes.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(100);
  });

  it("take time and chance as arguments", () => {
    const isOutside = (file: string) =>
      file.startsWith("server/") && !file.startsWith("server/lib/") && !isTestTool(file);
    const wrong = sources.filter(
      (file) => isOutside(file) && /\b(Date\.now\(|new Date\(\)|Math\.random\()/.test(read(file)),
    );
    expect(wrong).toEqual([]);
  });

  it("hold no any and no ignored error", () => {
    expect(sources.filter((file) => /(\bas any\b|: any\b|<any>|@ts-ignore|@ts-nocheck)/.test(read(file)))).toEqual([]);
  });

  it("write an object's properties as they are, and spread no literal to fit them on a line", () => {
    expect(files.filter((file) => /\.\.\.\{/.test(read(file)))).toEqual([]);
  });
});

function isAllowed(file: string, target: string, isTypeOnly: boolean): boolean {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to || to === undefined || from === undefined) return true;
  const isBrowser = from === "app" || from === "components";
  if (isBrowser && to.startsWith("server/")) return to === "server/objects" || isTypeOnly;
  return (floors[from] ?? 0) > (floors[to] ?? 0);
}

function roomOf(file: string): string | undefined {
  return Object.keys(floors).find((room) => file === room || file.startsWith(`${room}/`));
}

function importsOf(file: string): Import[] {
  return [...read(file).matchAll(/^\s*(?:import|export)\s+(type\s+)?[^"';]*?from\s+"([^"]+)"/gm)].flatMap(
    ([, type, name = ""]) => {
      const target = resolve(file, name);
      return target ? [{ file, target, isTypeOnly: type !== undefined }] : [];
    },
  );
}

function resolve(file: string, name: string): string | undefined {
  const base = name.startsWith("@/")
    ? name.slice(2)
    : name.startsWith(".")
      ? path.join(path.dirname(file), name)
      : undefined;
  if (base === undefined) return undefined;
  return [base, `${base}.ts`, `${base}.tsx`].find((candidate) => files.includes(candidate));
}

function circleIn(imports: readonly Import[]): string | undefined {
  const edges = new Map<string, string[]>();
  for (const { file, target } of imports) edges.set(file, [...(edges.get(file) ?? []), target]);
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, trail: readonly string[]): string | undefined => {
    if (state.get(file) === "done") return undefined;
    if (state.get(file) === "open") return [...trail.slice(trail.indexOf(file)), file].join(" → ");
    state.set(file, "open");
    for (const target of edges.get(file) ?? []) {
      const circle = visit(target, [...trail, file]);
      if (circle) return circle;
    }
    state.set(file, "done");
    return undefined;
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}

function read(file: string): string {
  return fs.readFileSync(path.join(root, file), "utf8");
}
