import { describe, expect, it } from "vitest";
import { listSearch, parseListState } from "./listState";

const usual = { column: "name", direction: "asc" } as const;

describe("the address of a list", () => {
  it("says what was chosen, and gives it back", () => {
    const state = {
      namespace: "shop",
      filter: "app=web is:trouble",
      sort: { column: "age", direction: "desc" },
    } as const;
    const search = listSearch("", state, usual);
    expect(parseListState(new URLSearchParams(search), usual)).toEqual(state);
  });

  it("is bare where nothing was chosen", () => {
    expect(listSearch("?q=old", { namespace: "", filter: "", sort: usual }, usual)).toBe("");
  });

  it("keeps what others wrote into it", () => {
    expect(listSearch("?tab=events", { namespace: "shop", filter: "", sort: usual }, usual)).toBe(
      "?tab=events&ns=shop",
    );
  });
});
