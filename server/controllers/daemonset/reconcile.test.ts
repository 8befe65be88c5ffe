import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aDaemonSet, aNode } from "@/server/objects/builders";
import { isActive, isReady } from "@/server/objects/pods";
import type { ControllerRevision, DaemonSet, Node, Pod } from "@/server/objects/types";
import { Serials } from "../names";
import { TestWorld } from "../testWorld";
import { targetOf } from "./placement";
import { reconcile } from "./reconcile";

type Strategy = DaemonSet["spec"]["updateStrategy"];
const rolling = (maxUnavailable: number | string, maxSurge: number | string = 0): Strategy => ({
  type: "RollingUpdate",
  rollingUpdate: { maxUnavailable, maxSurge },
});
const nodesNamed = (...names: string[]) => names.map((name) => aNode(name).ready().build());

/** A DaemonSet with its controller and a kubelet on each node, one step at a time. */
class Daemons {
  readonly world: TestWorld;
  readonly #serials = new Serials();

  constructor(
    public nodes: Node[],
    updateStrategy: Strategy = rolling(1),
  ) {
    const set = aDaemonSet("agent").with(({ spec }) => {
      spec.updateStrategy = updateStrategy;
    });
    this.world = new TestWorld(set.build());
  }

  get set(): DaemonSet {
    return this.world.one("DaemonSet");
  }

  get pods(): Pod[] {
    return this.world.all("Pod");
  }

  get revisions(): ControllerRevision[] {
    return this.world.all("ControllerRevision");
  }

  get active(): Pod[] {
    return this.pods.filter(isActive);
  }

  get served(): string[] {
    return [...new Set(this.active.filter(isReady).map((pod) => targetOf(pod) ?? ""))].sort();
  }

  get versions(): (string | undefined)[] {
    return this.active.map(({ metadata }) => metadata.annotations?.version);
  }

  toVersion(version: string): void {
    const draft = structuredClone(this.set);
    draft.spec.template.metadata = { ...draft.spec.template.metadata, annotations: { version } };
    this.world.put(draft);
  }

  look(most?: number): number {
    const { set, pods, nodes } = this;
    const podNames = pods.map(({ metadata }) => metadata.name);
    const owner = { base: set.metadata.name, uid: set.metadata.uid };
    const outcome = reconcile(set, {
      pods,
      nodes,
      revisions: this.revisions,
      revisionNamed: (name) => this.revisions.find(({ metadata }) => metadata.name === name),
      nowMs: this.world.nowMs,
      names: (count) => this.#serials.next(owner, podNames, count, (name) => this.world.has("Pod", name)),
      backoffMs: () => 0,
    });
    this.world.run(outcome, most);
    return outcome.actions.length + (outcome.afterwards?.(undefined).length ?? 0);
  }

  /** The kubelets start what waits and end what is to go. */
  serve(isGood: (pod: Pod) => boolean = () => true): number {
    let changes = 0;
    for (const pod of this.pods) {
      if (pod.metadata.deletionTimestamp) this.world.end(pod);
      else if (pod.status?.phase !== "Running" && isGood(pod))
        this.world.becomeReady({ ...pod, spec: { ...pod.spec, nodeName: targetOf(pod) } });
      else continue;
      changes++;
    }
    return changes;
  }

  settle(isGood?: (pod: Pod) => boolean): this {
    for (let round = 0; round < 100; round++) if (this.look() + this.serve(isGood) === 0) return this;
    throw new Error("the DaemonSet did not settle");
  }
}

describe("a DaemonSet", () => {
  it("keeps what it was as revisions named like its pods' label, the newest last, and gives a returned one that place", () => {
    const daemons = new Daemons(nodesNamed("a"));
    for (const version of ["1", "2", "1"]) {
      daemons.toVersion(version);
      daemons.settle();
    }
    expect(daemons.revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
    const newest = daemons.revisions.find(({ revision }) => revision === 3);
    const hash = newest?.metadata.labels?.["controller-revision-hash"];
    expect(newest?.metadata).toMatchObject({ name: `agent-${hash}`, ownerReferences: [{ kind: "DaemonSet" }] });
    expect(newest?.data).toMatchObject({
      spec: { template: { $patch: "replace", metadata: { annotations: { version: "1" } } } },
    });
    expect(daemons.active.map(({ metadata }) => metadata.labels?.["controller-revision-hash"])).toEqual([hash]);
    expect(daemons.versions).toEqual(["1"]);
  });

  it("has one pod on each node that its pods tolerate, also on cordoned ones", () => {
    const nodes = [...nodesNamed("a"), aNode("b").cordoned().build(), aNode("c").tainted("dedicated", "x").build()];
    const daemons = new Daemons(nodes).settle();
    expect(daemons.served).toEqual(["a", "b"]);
    expect(daemons.active).toHaveLength(2);
    expect(daemons.set.status).toMatchObject({ desiredNumberScheduled: 2, numberReady: 2, numberMisscheduled: 0 });
  });

  it("follows nodes that come, and leaves those whose taints it does not tolerate", () => {
    const daemons = new Daemons(nodesNamed("a", "b")).settle();
    daemons.nodes = [...nodesNamed("a", "c"), aNode("b").tainted("maintenance", "", "NoExecute").build()];
    expect(daemons.settle().served).toEqual(["a", "c"]);
  });

  it("makes no pod on a node while the one before is on its way out", () => {
    const daemons = new Daemons(nodesNamed("a")).settle();
    const [pod] = daemons.pods;
    if (pod) daemons.world.put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: daemons.world.timestamp } });
    daemons.look();
    expect(daemons.pods).toHaveLength(1);
    expect(daemons.settle().active).toHaveLength(1);
  });

  it("stops a roll whose new pods do not become ready", () => {
    const daemons = new Daemons(nodesNamed("a", "b", "c", "d"), rolling("50%")).settle();
    daemons.toVersion("bad");
    daemons.settle(({ metadata }) => metadata.annotations?.version !== "bad");
    expect(daemons.served).toHaveLength(2);
  });

  it("with OnDelete changes a pod only once somebody deleted it", () => {
    const daemons = new Daemons(nodesNamed("a", "b"), { type: "OnDelete" }).settle();
    daemons.toVersion("2");
    expect(daemons.settle().versions).toEqual([undefined, undefined]);
    const [pod] = daemons.pods;
    if (pod) daemons.world.put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: daemons.world.timestamp } });
    expect(daemons.settle().versions.sort()).toEqual(["2", undefined]);
  });

  it("never lacks more pods than maxUnavailable, nor has more than maxSurge beside, in any order of events and crashes", () => {
    const event = fc.record({
      who: fc.constantFrom("controller", "kubelets"),
      most: fc.constantFrom(0, 1, 2, 100),
      luck: fc.nat(5),
    });
    const limits = fc.oneof(
      fc.record({ maxUnavailable: fc.constantFrom(1, 2), maxSurge: fc.constant(0) }),
      fc.record({ maxUnavailable: fc.constant(0), maxSurge: fc.constantFrom(1, 2) }),
    );
    fc.assert(
      fc.property(
        limits,
        fc.integer({ min: 1, max: 5 }),
        fc.array(event, { maxLength: 60 }),
        (limit, count, events) => {
          const nodes = nodesNamed(...["a", "b", "c", "d", "e"].slice(0, count));
          const daemons = new Daemons(nodes, rolling(limit.maxUnavailable, limit.maxSurge)).settle();
          daemons.toVersion("2");
          for (const { who, most, luck } of events) {
            if (who === "controller") daemons.look(most);
            else daemons.serve((pod) => (pod.metadata.name.charCodeAt(pod.metadata.name.length - 1) + luck) % 3 > 0);
            expect(daemons.served.length).toBeGreaterThanOrEqual(count - limit.maxUnavailable);
            expect(daemons.active.length).toBeLessThanOrEqual(count + limit.maxSurge);
          }
          daemons.settle();
          expect(daemons.versions).toEqual(nodes.map(() => "2"));
        },
      ),
      { numRuns: 100 },
    );
  });
});
