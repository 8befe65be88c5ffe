import { kubernetesRelease } from "@/server/objects/release";

/** The Kubernetes whose API this is, as `/version` tells it. */
export const version = {
  ...kubernetesRelease,
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "node",
  platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
};
