import { describe, expect, it } from "vitest";
import type { PodSpec } from "../types";
import { validateEphemeralUpdate } from "./ephemeral";

type Ephemeral = NonNullable<PodSpec["ephemeralContainers"]>[number];
const spec = (...ephemeralContainers: Ephemeral[]): PodSpec => ({
  containers: [{ name: "a", image: "x" }],
  ephemeralContainers: ephemeralContainers.map((one) => ({ ...filled, ...one })),
});
/** What defaults bring. */
const filled = { imagePullPolicy: "Always", terminationMessagePolicy: "File" } as const;
const d1: Ephemeral = { name: "d1", image: "busybox" };
const said = (next: PodSpec, old: PodSpec = spec()) =>
  validateEphemeralUpdate(next, old).map(({ field, message }) => `${field}: ${message}`);

// What a real API server says.
describe("ephemeral containers", () => {
  it("may be added beside those that are there", () => {
    expect(said(spec({ name: "d2", image: "x", targetContainerName: "a", resources: {} }, d1), spec(d1))).toEqual([]);
  });

  it("are neither changed nor removed", () => {
    expect(said(spec({ ...d1, image: "other" }), spec(d1))).toEqual([
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d1" may not be changed',
    ]);
    expect(said(spec(), spec(d1))).toEqual([
      'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d1" may not be removed',
    ]);
  });

  it.each<[Ephemeral, string]>([
    [{ name: "a", image: "x" }, '[0].name: Duplicate value: "a"'],
    [{ name: "d2" }, "[0].image: Required value"],
    [{ ...d1, ports: [{ containerPort: 80 }] }, "[0].ports: Forbidden: cannot be set for an Ephemeral Container"],
    [
      { ...d1, resources: { limits: { cpu: "1" } } },
      "[0].resources: Forbidden: cannot be set for an Ephemeral Container",
    ],
    [
      { ...d1, livenessProbe: { exec: { command: ["x"] } } },
      "[0].livenessProbe: Forbidden: cannot be set for an Ephemeral Container",
    ],
    [{ ...d1, targetContainerName: "zz" }, '[0].targetContainerName: Not found: "zz"'],
  ])("%j is refused", (container, message) => {
    expect(said(spec(container))).toEqual([`spec.ephemeralContainers${message}`]);
  });
});
