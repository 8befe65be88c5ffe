/** The Kubernetes whose API and behaviour this is: what `/version` tells, and what nodes say of their agents. */
export const kubernetesRelease = { major: "1", minor: "37", gitVersion: "v1.37.0+pilothouse" } as const;
