import { expect, test } from "vitest";
import { aPod } from "@/server/objects/builders";
import { itemJsonOf, jsonOf } from "./jsonCache";

const pod = aPod("web").build();

test("an object's text says what the object says, its kind first", () => {
  expect(JSON.parse(jsonOf(pod))).toEqual(pod);
  expect(jsonOf(pod)).toMatch(/^{"kind":"Pod","apiVersion":"v1","metadata":/);
});

test("an item of a list leaves out what the list says for all", () => {
  const { kind: _kind, apiVersion: _apiVersion, ...item } = pod;
  expect(JSON.parse(itemJsonOf(pod))).toEqual(item);
});
