import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { locator, maxTextBytes, parseManifests, parseYamlLoosely, toYaml } from "./yaml";

const two = `apiVersion: v1
kind: ConfigMap
metadata:
  name: a
---
# a comment
apiVersion: apps/v1
kind: Deployment
metadata:
  name: b
  labels:
    a.b/c: d
spec:
  template:
    spec:
      containers:
      - name: web
        imag: nginx
`;

describe("parseManifests", () => {
  it("gives each document with the line where it begins", () => {
    const { documents, errors } = parseManifests(two);
    expect(errors).toEqual([]);
    expect(documents.map(({ manifest, at }) => [manifest.kind, at])).toEqual([
      ["ConfigMap", 1],
      ["Deployment", 7],
    ]);
  });

  it("takes a List apart, in YAML and in JSON", () => {
    const item = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } };
    const list = { apiVersion: "v1", kind: "List", items: [item, item] };
    for (const text of [JSON.stringify(list), toYaml(list), JSON.stringify(list, null, "\t")])
      expect(parseManifests(text).documents.map(({ manifest }) => manifest)).toEqual([item, item]);
  });

  it("reads YAML 1.1 as Kubernetes' parser does", () => {
    const text = "apiVersion: v1\nkind: A\nmetadata: {name: a}\nvalues: [yes, off, 0644, 1:30, 2026-01-01, ~, 0x1f]";
    expect(parseManifests(text).documents[0]?.manifest.values).toEqual([
      true,
      false,
      420,
      "1:30",
      "2026-01-01",
      null,
      31,
    ]);
  });

  it("says where a key is written twice", () => {
    const { documents, errors } = parseManifests("apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  name: b\n");
    expect(documents).toEqual([]);
    expect(errors).toEqual([{ line: 5, column: 3, message: "Map keys must be unique" }]);
  });

  it("keeps the good documents beside the bad ones", () => {
    const { documents, errors } = parseManifests(`${two}---\nkind: X\nmetadata: {}\n---\njust text\n---\n`);
    expect(documents).toHaveLength(2);
    expect(errors.map(({ line, field }) => [line, field])).toEqual([
      [20, "apiVersion"],
      [23, undefined],
    ]);
  });

  it("refuses a text that multiplies itself by aliases", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(",")}]`);
    const { documents, errors } = parseManifests(
      `apiVersion: v1\nkind: A\nmetadata: {}\nl0: &l0 [x]\n${levels.join("\n")}`,
    );
    expect(documents).toEqual([]);
    expect(errors).toHaveLength(1);
  });

  it("refuses a text of so many parts that reading it would hold everybody up", () => {
    const { documents, errors } = parseManifests(
      `apiVersion: v1\nkind: A\nmetadata: {}\na: [${"1,".repeat(300_000)}1]`,
    );
    expect(documents).toEqual([]);
    expect(errors[0]?.message).toMatch(/more than 400000 words/);
  });

  it("refuses a text that is too large", () => {
    expect(parseManifests("#".repeat(maxTextBytes + 1)).errors[0]?.message).toMatch(/larger than 3145728 bytes/);
  });

  it("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const { documents, errors } = parseManifests(text);
        expect(documents.length + errors.length).toBeGreaterThanOrEqual(0);
        for (const { line, column } of errors) expect(line * column).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseYamlLoosely", () => {
  it("takes the last of keys that come twice, and tells each", () => {
    const { value, duplicates } = parseYamlLoosely('a: 1\nb: {"c d": 1, "c d": 2}\na: 3\na: 4\n');
    expect(value).toEqual({ a: 4, b: { "c d": 2 } });
    expect([...duplicates].sort()).toEqual([
      'line 2: key "c d" already set in map',
      'line 3: key "a" already set in map',
      'line 4: key "a" already set in map',
    ]);
  });

  it("compares no key of a large map with all before it", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `k${index}: v`);
    expect(Object.keys(parseYamlLoosely(lines.join("\n")).value as object)).toHaveLength(20_000);
  });

  it("says where the first of many faults is, and looks for no other", () => {
    expect(() => parseYamlLoosely(`a: 1\nb: "${"\\q".repeat(20_000)}"`)).toThrow(
      /^Invalid escape sequence \\q at line 2$/,
    );
  });
});

describe("locator", () => {
  it("finds a field, a list's element and a map's key", () => {
    expect(locator(two)(1, "spec.template.spec.containers[0].imag")).toEqual({ line: 18, column: 9 });
    expect(locator(two)(1, "metadata.labels[a.b/c]")).toEqual({ line: 12, column: 5 });
    expect(locator(two)(1, "spec.template.spec.containers[0]")).toEqual({ line: 17, column: 9 });
  });

  it("finds what is around a field that is not there", () => {
    expect(locator(two)(1, "spec.template.spec.containers[0].image")).toEqual({ line: 17, column: 9 });
    expect(locator(two)(0, "data")).toEqual({ line: 1, column: 1 });
  });
});

describe("toYaml", () => {
  it("orders and quotes as kubectl does", () => {
    const object = {
      kind: "A",
      apiVersion: "v1",
      metadata: { name: "y", labels: { on: "yes" }, args: ["1", "22:22"] },
    };
    expect(toYaml(object)).toBe(
      'apiVersion: v1\nkind: A\nmetadata:\n  args:\n  - "1"\n  - "22:22"\n  labels:\n    "on": "yes"\n  name: "y"\n',
    );
  });

  it("is read back as what it was written from", () => {
    const identity = { apiVersion: "v1", kind: "A", metadata: { name: "a" } };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const manifest = JSON.parse(JSON.stringify({ ...identity, value }));
        expect(parseManifests(toYaml(manifest)).documents[0]?.manifest).toEqual(manifest);
      }),
      { numRuns: 80 },
    );
  });
});
