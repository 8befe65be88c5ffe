import { describe, expect, it } from "vitest";
import { messagesOf } from "./messages";

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : flat(value, `${path}${key}.`),
  );
}

/** The names of a message's arguments and tags, in any order; the words of a plural's branches are none. */
function argumentsOf(message: string): string[] {
  const found = [...message.matchAll(/(?<!(?:zero|one|two|few|many|other|=\d+) )\{(\w+)\s*[,}]|<(\w+)>/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  return [...new Set(found)].sort();
}

const en = new Map(flat(messagesOf("en") as unknown as Tree));
const zh = new Map(flat(messagesOf("zh-CN") as unknown as Tree));

describe("the two languages", () => {
  it("have the same keys", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  it("take the same arguments in every message", () => {
    const different = [...en].filter(([key, text]) => `${argumentsOf(text)}` !== `${argumentsOf(zh.get(key) ?? "")}`);
    expect(different.map(([key]) => key)).toEqual([]);
  });

  it("leave no message empty", () => {
    expect([...en, ...zh].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});
