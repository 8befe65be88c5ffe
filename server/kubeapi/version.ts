/** The Kubernetes whose API this is, as `/version` tells it. */
export const version = {
  major: "1",
  minor: "37",
  gitVersion: "v1.37.0+pilothouse",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "node",
  platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
};
