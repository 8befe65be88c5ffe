import { describe, expect, it } from "vitest";
import { aNamespace, aServiceAccount } from "@/server/objects/builders";
import type { KubeObject, Manifest, Pod, ServiceAccount } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { contextWith, submit } from "../testing";

const namespace = aNamespace("default").build();
const pod = (spec: object = {}): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "default" },
  spec: { containers: [{ name: "c", image: "x" }], ...spec },
});
const account = (edit: (draft: ServiceAccount) => void = () => {}) => aServiceAccount("default").with(edit).build();
const admitted = async (manifest: Manifest, objects: KubeObject[], accounts?: { waitMs: number }) =>
  ((await submit({ object: manifest }, contextWith([namespace, ...objects], { accounts }))) as Pod).spec;
const hasToken = ({ volumes = [] }: Pod["spec"]) => volumes.some(({ projected }) => projected !== undefined);

/** Whatever only waits for promises has gone as far as it can. */
const untilWaiting = () => new Promise((resolve) => setImmediate(resolve));

describe("a pod", () => {
  it("has a token unless it or its account says no; the pod has the last word", async () => {
    const not = account((draft) => {
      draft.automountServiceAccountToken = false;
    });
    expect(hasToken(await admitted(pod(), [account()]))).toBe(true);
    expect(hasToken(await admitted(pod(), [not]))).toBe(false);
    expect(hasToken(await admitted(pod({ automountServiceAccountToken: false }), [account()]))).toBe(false);
    expect(hasToken(await admitted(pod({ automountServiceAccountToken: true }), [not]))).toBe(true);
  });

  it("pulls its images with the secrets of its account, unless it brings its own", async () => {
    const withSecret = account((draft) => {
      draft.imagePullSecrets = [{ name: "registry" }];
    });
    expect((await admitted(pod(), [withSecret])).imagePullSecrets).toEqual([{ name: "registry" }]);
    const own = pod({ imagePullSecrets: [{ name: "mine" }] });
    expect((await admitted(own, [withSecret])).imagePullSecrets).toEqual([{ name: "mine" }]);
  });

  it("waits for the default account of a new namespace, and is refused when none comes", async () => {
    const clock = new FakeClock();
    const objects: KubeObject[] = [namespace];
    const context = contextWith(objects, { clock, accounts: { waitMs: 1000 } });
    const made = submit({ object: pod() }, context);
    await untilWaiting();
    objects.push(account());
    await clock.advance(100);
    expect(hasToken(((await made) as Pod).spec)).toBe(true);
    objects.pop();
    const refused = submit({ object: pod() }, context);
    const outcome = expect(refused).rejects.toThrow(
      'pods "p" is forbidden: error looking up service account default/default: serviceaccount "default" not found',
    );
    await untilWaiting();
    await clock.advance(1100);
    await outcome;
  });

  it("does without a token where no controller makes default accounts", async () => {
    const spec = await admitted(pod(), []);
    expect(spec.serviceAccountName).toBe("default");
    expect(hasToken(spec)).toBe(false);
  });
});
