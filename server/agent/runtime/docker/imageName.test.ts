import { describe, expect, test } from "vitest";
import { parseImageName } from "./imageName";

const digest = `sha256:${"a".repeat(64)}`;

describe("an image's name", () => {
  test.each([
    ["redis", "redis:latest"],
    ["node:22-alpine", "node:22-alpine"],
    ["localhost:5000/team/web", "localhost:5000/team/web:latest"],
    ["gcr.io/google-samples/gb-frontend:v5", "gcr.io/google-samples/gb-frontend:v5"],
    [`redis@${digest}`, `redis@${digest}`],
    [`redis:7@${digest}`, `redis:7@${digest}`],
  ])("%s is asked for as %s", (image, reference) => {
    expect(parseImageName(image)).toEqual({ reference });
  });

  test.each(["", "a b", "web:", "web:bad!tag", "-web", "a//b", "bad_.name/", "redis@sha256:12"])(
    "%j is refused in kubelet's words",
    (image) => {
      expect(parseImageName(image)).toEqual({
        problem: `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
      });
    },
  );

  test("one with capitals is told that it must be lowercase", () => {
    expect(parseImageName("Web")).toHaveProperty(
      "problem",
      expect.stringContaining("invalid reference format: repository name (library/Web) must be lowercase"),
    );
  });
});
