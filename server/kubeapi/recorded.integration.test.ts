import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { testEngine } from "@/server/engines/embedded/testEngine";
import cases from "./fixtures/answers.generated.json";
import { type TestApi, testApi } from "./testApi";

interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly answer: {
    readonly code: number;
    readonly contentType?: string;
    readonly warning?: string;
    readonly text: string;
  };
}

let api: TestApi;

beforeAll(async () => {
  const { cluster } = testEngine();
  const admin = cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "recorded" } });
  api = await testApi(cluster);
});
afterAll(() => api.close());

/** What no two servers say alike: identities, times, revisions, and the words of columns. */
const own = new Set(["uid", "resourceVersion", "creationTimestamp", "managedFields", "description", "continue"]);

/** Revisions, identities and made names within a sentence or a name. */
const varying = /(?<=current: |record \()[0-9a-f-]+|(?<=^made-).+/;

function comparable(value: unknown, key = ""): unknown {
  if (own.has(key)) return typeof value;
  if (typeof value === "string")
    return key === "cells" ? value.replace(/^\d+[smh]$/, "an age") : value.replace(varying, "…");
  if (Array.isArray(value)) return value.map((part) => comparable(part, key));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).filter(([name, part]) => !hidden.has(name) && !isEmptyStatus(name, part));
  return Object.fromEntries(parts.map(([name, part]) => [name, comparable(part, name)]));
}

/** Not compared: who manages which field is told elsewhere, and what controllers add depends on whether they run. */
const hidden = new Set(["managedFields", "annotations"]);

/** Kubernetes stores `status: {}` where nobody has written one. */
function isEmptyStatus(name: string, part: unknown): boolean {
  return name === "status" && JSON.stringify(part) === "{}";
}

/** In no certain order: a server goes through what it was sent in an order of its own. */
function warningsIn(header: string | undefined): readonly string[] {
  return (header ?? "").split(/, (?=299 )/).toSorted();
}

/** A document, or the events of a watch: those of the state at the start come in no certain order. */
function read(text: string): unknown {
  const lines = text.trim().split("\n");
  const isWatch = lines.length > 0 && lines.every((line) => line.startsWith('{"type":'));
  if (isWatch) return lines.map((line) => comparable(JSON.parse(line))).toSorted(byText);
  try {
    return comparable(JSON.parse(text));
  } catch {
    return text.trim();
  }
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** What differs on purpose. */
const differing: Readonly<Record<string, string>> = {
  "watches with resourceVersion=0 as undefined": "protobuf is not among the types that are given",
};
const shared = (cases as readonly Case[]).filter(({ name }) => !(name in differing));

describe("the API answers as Kubernetes does:", () => {
  it.each(shared)("$name", async ({ method = "GET", path, headers, body, answer }) => {
    const asked = await api.ask(method, path, { body, headers: { accept: "application/json", ...headers } });
    const { code, contentType, warning, text } = answer;
    expect({
      code: asked.code,
      type: asked.headers["content-type"],
      warnings: warningsIn(asked.headers.warning),
    }).toEqual({
      code,
      type: contentType,
      warnings: warningsIn(warning),
    });
    expect(read(asked.text)).toEqual(read(text));
  });
});
