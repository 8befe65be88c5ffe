import { afterAll, beforeAll, describe } from "vitest";
import { Bench, type ClusterUnderTest } from "./contract/bench";
import { deleting } from "./contract/deleting";
import { owning } from "./contract/owning";
import { applying, patching } from "./contract/patching";
import { pods, remembering } from "./contract/pods";
import { reading } from "./contract/reading";
import { watching } from "./contract/watching";
import { writing } from "./contract/writing";

/** What is not asked of a client or an engine that says that it lacks it. */
export interface Lacks {
  readonly apply?: boolean;
  /** Keeps no account of who set which field. */
  readonly owners?: boolean;
  readonly history?: boolean;
}

/**
 * What every engine promises, written against `Cluster` alone: hand it a cluster whose subject may do all. The suite
 * works in a namespace of its own, so that a real cluster can take it, too.
 */
export function describeCluster(name: string, make: () => Promise<ClusterUnderTest>, lacks: Lacks = {}): void {
  describe(`${name} as a Cluster`, () => {
    const bench = new Bench(make);
    beforeAll(() => bench.open());
    afterAll(() => bench.close());
    describe("reading", () => reading(bench));
    describe("watching", () => watching(bench));
    describe("writing", () => writing(bench));
    describe("patching", () => patching(bench));
    if (!lacks.owners) describe("owning fields", () => owning(bench));
    if (!lacks.apply) describe("applying", () => applying(bench));
    describe("deleting", () => deleting(bench));
    describe("pods", () => pods(bench));
    if (!lacks.history) describe("remembering", () => remembering(bench));
  });
}
