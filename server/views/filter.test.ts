import { describe, expect, it } from "vitest";
import { type Filterable, parseFilter } from "./filter";

const web: Filterable = {
  name: "web-1",
  namespace: "shop",
  status: "CrashLoopBackOff",
  severity: "critical",
  labels: { app: "web", tier: "front" },
  words: "node-2 10.0.0.7",
};

const matches = (text: string) => parseFilter(text)?.(web);

describe("a list's filter", () => {
  it.each(["", "   "])("asks nothing when it is %j", (text) => {
    expect(parseFilter(text)).toBeUndefined();
  });

  it.each([
    "web",
    "WEB-1",
    "shop",
    "node-2",
    "crashloop",
    "app=web",
    "app!=db",
    "missing!=x",
    "status:crash",
    "ns:shop",
    "is:trouble",
    "-api",
    "app=web tier=front node-2",
  ])("lets %j through", (text) => {
    expect(matches(text)).toBe(true);
  });

  it.each(["api", "app=db", "app!=web", "status:running", "ns:sho", "is:well", "-web", "web api"])(
    "keeps %j out",
    (text) => {
      expect(matches(text)).toBe(false);
    },
  );
});
