import fs from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";
import { contextWith, submit } from "./testing";

/** What a kube-apiserver answered to definitions with holes and faults. */
interface Recorded {
  readonly name: string;
  readonly metadata: string;
  readonly spec: object;
  readonly code: number;
  readonly causes?: readonly string[];
}

const file = path.resolve(import.meta.dirname, "../testing/charts/definitions.generated.json");
const recorded = JSON.parse(fs.readFileSync(file, "utf8")) as Recorded[];

async function answer({ metadata, spec }: Recorded) {
  const object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: metadata },
    spec,
  } as Manifest;
  try {
    await submit({ object }, contextWith([]));
    return { code: 201 };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    const causes = error.fields.map(({ reason, field, message }) => `${reason} ${field} ${message}`).sort();
    return { code: error.status, ...(error.status === 422 && { causes }) };
  }
}

it.each(recorded)("judges a definition as a real API server does: $name", async (one) => {
  expect(await answer(one)).toEqual({ code: one.code, ...(one.causes && { causes: one.causes.toSorted() }) });
});
