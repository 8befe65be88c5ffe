import { describe, expect, it } from "vitest";
import { checkDraft, emptyDraft, formOf, wordsOf } from "./deployDraft";

const good = { ...emptyDraft, name: "web", image: "node:22-alpine" };

describe("the deploy form", () => {
  it("asks for a name and an image before anything", () => {
    expect(checkDraft(emptyDraft)).toEqual(["name", "image"]);
    expect(checkDraft(good)).toEqual([]);
  });

  it.each([
    ["name", { name: "Web" }],
    ["replicas", { replicas: "-1" }],
    ["port", { port: "70000" }],
    ["cpu", { cpu: "half" }],
    ["memory", { memory: "1 GB" }],
    ["command", { command: 'node -e "open' }],
    ["host", { host: "not a host" }],
    ["env", { env: [{ name: "", value: "1" }] }],
  ] as const)("names %s as what is wrong", (field, change) => {
    expect(checkDraft({ ...good, ...change })).toEqual([field]);
  });

  it("needs a port for a host to lead to", () => {
    expect(checkDraft({ ...good, port: "", host: "web.localhost" })).toEqual(["host"]);
  });

  it("leaves out what was left empty", () => {
    const form = formOf({
      ...good,
      cpu: "",
      env: [
        { name: "A", value: "1" },
        { name: "", value: "" },
      ],
    });
    expect(form).toMatchObject({
      name: "web",
      replicas: 2,
      requests: { memory: "128Mi" },
      env: [{ name: "A", value: "1" }],
    });
    expect(form).not.toHaveProperty("route");
    expect(form.requests).not.toHaveProperty("cpu");
  });
});

describe("a command line", () => {
  it.each([
    ["node server.js", ["node", "server.js"]],
    [`node -e 'console.log("a b")'`, ["node", "-e", 'console.log("a b")']],
    [`sh -c ""`, ["sh", "-c", ""]],
    ["", []],
  ])("splits %s into words", (line, words) => {
    expect(wordsOf(line)).toEqual(words);
  });
});
