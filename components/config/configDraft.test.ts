import { describe, expect, it } from "vitest";
import { changesOf, checkRows, newRow, rowsOfData, rowsOfKeys } from "./configDraft";

describe("keys and values being edited", () => {
  it("send a Secret only what was typed, and name what was removed", () => {
    const [password, user] = rowsOfKeys(["password", "user"]);
    const rows = [
      { ...password, id: 0, key: "password", value: "new", isOld: true },
      { ...newRow(9), key: "host" },
    ];
    expect(user?.value).toBeUndefined();
    expect(changesOf(rows, ["password", "user"])).toEqual({ data: { password: "new", host: "" }, removed: ["user"] });
  });

  it("leave alone what nobody touched of a Secret", () => {
    expect(changesOf(rowsOfKeys(["password"]), ["password"])).toEqual({ data: {}, removed: [] });
  });

  it("send a ConfigMap whole", () => {
    expect(changesOf(rowsOfData({ b: "2", a: "1" }), ["a", "b"]).data).toEqual({ a: "1", b: "2" });
  });

  it.each([
    ["empty", []],
    ["keyMissing", [newRow(0)]],
    ["keyWrong", [{ ...newRow(0), key: "a b" }]],
    [
      "keyTwice",
      [
        { ...newRow(0), key: "a" },
        { ...newRow(1), key: "a" },
      ],
    ],
    [undefined, rowsOfData({ "app.json": "{}" })],
  ])("say %s where that is so", (problem, rows) => {
    expect(checkRows(rows)).toBe(problem);
  });
});
