import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../fakeClock";
import { readOptions } from "./options";
import { type Outcome, outcomeOf } from "./outcome";
import { broken, merge, pending, readResults, writeResults } from "./results";
import { runAll } from "./runAll";
import { focusOf, isInFocus, readSpecs, type Spec } from "./specs";
import { document } from "./table";

const listed = `- testname: Job
  codename: '[sig-apps] Job should run (a|b) [Conformance]'
- testname: Taints
  codename: '[sig-node] Taints should
    evict [Conformance] [Serial]'
`;
const specs = readSpecs(listed);
const [job, taints] = specs as [Spec, Spec];
const passed: Outcome = { state: "passed", seconds: 1 };
const failed: Outcome = { state: "failed", seconds: 2, failure: "no <b> | it said", at: "test/e2e/x.go:3" };

describe("the specs", () => {
  it("are read with their group, and whether they bear others", () => {
    expect(specs).toEqual([
      { name: "[sig-apps] Job should run (a|b) [Conformance]", sig: "sig-apps", isSerial: false },
      { name: "[sig-node] Taints should evict [Conformance] [Serial]", sig: "sig-node", isSerial: true },
    ]);
    expect(() => readSpecs("no list")).toThrow("did not list");
  });

  it("are found by a part of their name, by a bracketed group, and by a pattern", () => {
    const found = (focus: string) => specs.filter(isInFocus(focus)).map(({ sig }) => sig);
    expect(found("")).toEqual(["sig-apps", "sig-node"]);
    expect(found("[sig-apps]")).toEqual(["sig-apps"]);
    expect(found("run (a|b)")).toEqual(["sig-apps"]);
    expect(found("taints.*evict")).toEqual(["sig-node"]);
    expect(found("(")).toEqual(["sig-apps"]);
  });

  it("are told to ginkgo so that each matches itself only", () => {
    for (const spec of specs)
      expect(specs.filter(({ name }) => new RegExp(focusOf(spec)).test(`Suite ${name}`))).toEqual([spec]);
  });
});

describe("an outcome", () => {
  const report = (one: object) => [
    {
      SpecReports: [
        { LeafNodeType: "It", LeafNodeText: "other", State: "skipped", RunTime: 0 },
        { LeafNodeType: "It", LeafNodeText: "x", State: "passed", RunTime: 1_540_000_000, ...one },
      ],
    },
  ];

  it("is what the one spec that ran said, on one line, with its place", () => {
    expect(outcomeOf(report({}))).toEqual({ state: "passed", seconds: 1.5 });
    const FileName = "k8s.io/kubernetes@v1.37.2/test/e2e/apps/job.go";
    const Failure = { Message: "pod job-1234 is\n  gone", Location: { FileName, LineNumber: 9 } };
    expect(outcomeOf(report({ State: "failed", Failure }))).toEqual({
      state: "failed",
      seconds: 1.5,
      failure: "pod job-N is gone",
      at: "test/e2e/apps/job.go:9",
    });
  });

  it("of one that was told to end is what it waited for", () => {
    const Message = "An interrupt occurred and then the following failure was recorded in it:\nwaited for a pod";
    const Failure = { Message: "Interrupted by User", AdditionalFailure: { Failure: { Message } } };
    const outcome = outcomeOf(report({ State: "interrupted", Failure }));
    expect(outcome?.failure).toBe("not done in time: waited for a pod");
  });

  it("is a failure where the suite broke before it came to the spec, and none where nothing ran", () => {
    const broke = { LeafNodeType: "SynchronizedBeforeSuite", LeafNodeText: "", State: "failed", RunTime: 0 };
    expect(outcomeOf([{ SpecReports: [{ ...broke, Failure: { Message: "no nodes" } }] }])?.failure).toBe("no nodes");
    expect(outcomeOf(report({ State: "skipped" }))).toBeUndefined();
  });
});

describe("the results", () => {
  it("survive their file, merge with later ones, and say what is still to be run", () => {
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "ph-conformance-")), "results.json");
    expect(readResults(file)).toEqual({});
    writeResults(file, { [job.name]: failed });
    const before = readResults(file);
    expect(before).toEqual({ [job.name]: failed });
    expect(pending(specs, before, { again: false, all: false })).toEqual([taints]);
    expect(pending(specs, before, { again: true, all: false })).toEqual([job, taints]);
    const after = merge(before, { [job.name]: passed });
    expect(pending(specs, after, { again: true, all: false })).toEqual([taints]);
    expect(pending(specs, after, { again: false, all: true })).toEqual(specs);
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  it("tell what passed before and does not now", () => {
    const before = { [job.name]: passed, [taints.name]: failed };
    expect(broken(before, { [job.name]: failed, [taints.name]: failed })).toEqual([job.name]);
    expect(broken(before, { [job.name]: passed })).toEqual([]);
  });
});

describe("the page", () => {
  it("has totals by group, and each failure with its reason and its words as text", () => {
    const reasons = [{ specs: /Job/, why: "jobs are new" }];
    const page = document({ specs, results: { [job.name]: failed }, reasons, version: "1.37.2" });
    expect(page).toContain("| sig-apps | 1 | 0 | 1 | 0 |\n| sig-node | 1 | 0 | 0 | 1 |\n| all | 2 | 0 | 1 | 1 |");
    expect(page).toContain("| Job should run (a\\|b) | jobs are new | no &lt;b> \\| it said (test/e2e/x.go:3) |");
    expect(document({ specs, results: { [job.name]: failed }, reasons: [], version: "1" })).toContain(
      "not looked into",
    );
  });
});

describe("a run", () => {
  it("runs those that bear no others last and alone, and begins none after its time", async () => {
    const clock = new FakeClock(0);
    const told: string[] = [];
    let running = 0;
    const run = async (spec: Spec) => {
      running++;
      await Promise.resolve();
      if (spec.isSerial) expect(running).toBe(1);
      running--;
      return passed;
    };
    const options = { workers: 2, withinMs: 10, clock, run, onOutcome: (spec: Spec) => void told.push(spec.name) };
    await runAll([taints, job, { ...job, name: "other" }, { ...taints, name: "last" }], options);
    expect(told.slice(2)).toEqual([taints.name, "last"]);
    told.length = 0;
    await runAll([job], { ...options, withinMs: 0 });
    expect(told).toEqual([]);
  });
});

describe("the options", () => {
  it("have defaults, and refuse what makes no sense", () => {
    expect(readOptions(["sig-cli", "--again"])).toMatchObject({ focus: "sig-cli", again: true, workers: 3 });
    expect(() => readOptions(["a", "b"])).toThrow("One focus");
    expect(() => readOptions(["--workers", "0"])).toThrow("above 0");
    expect(() => readOptions(["--kubeconfig", "k"])).toThrow("--results");
  });
});
