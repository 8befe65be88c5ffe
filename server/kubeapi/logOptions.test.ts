import { describe, expect, it } from "vitest";
import { logOptions } from "./logOptions";

const read = (text: string) => logOptions(new URLSearchParams(text), "web");

describe("a log's options", () => {
  it("are read as Kubernetes reads them", () => {
    expect(read("")).toMatchObject({ follow: false, previous: false, timestamps: false });
    expect(
      read("follow=yes&previous=1&timestamps=false&tailLines=0&limitBytes=5&container=a&stream=All"),
    ).toMatchObject({
      follow: true,
      previous: true,
      timestamps: false,
      tailLines: 0,
      limitBytes: 5,
      container: "a",
      stream: "All",
    });
    expect(read("sinceTime=2026-01-01T00:00:30.5Z").sinceTime).toBe("2026-01-01T00:00:30.5Z");
  });

  // What a real API server says.
  it.each([
    ["tailLines=-1", "tailLines: Invalid value: -1: must be greater than or equal to 0"],
    ["limitBytes=0", "limitBytes: Invalid value: 0: must be greater than 0"],
    ["sinceSeconds=0", "sinceSeconds: Invalid value: 0: must be greater than 0"],
    [
      "sinceSeconds=1&sinceTime=2020-01-01T00:00:00Z",
      "[]: Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
    ],
    ["stream=Foo", 'stream: Unsupported value: "Foo": supported values: "All", "Stderr", "Stdout"'],
    [
      "stream=Stdout&tailLines=3",
      "tailLines: Forbidden: `tailLines` and specific `stream` are mutually exclusive for now",
    ],
  ])("%s are invalid", (query, message) => {
    const says = `PodLogOptions "web" is invalid: ${message}`;
    expect(() => read(query)).toThrow(expect.objectContaining({ reason: "Invalid", message: says }));
  });

  it.each([
    ["tailLines=x", 'strconv.ParseInt: parsing "x": invalid syntax'],
    ["sinceTime=x", 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"'],
  ])("%s cannot be read", (query, message) => {
    expect(() => read(query)).toThrow(expect.objectContaining({ reason: "BadRequest", message }));
  });
});
