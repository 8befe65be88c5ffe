interface PortFacts {
  readonly port: number;
  readonly targetPort?: string | undefined;
  readonly nodePort?: number | undefined;
  readonly protocol: string;
}

/** As `kubectl` writes a port: `80/TCP`, `80:30080/TCP`; the pods' own port behind an arrow where it is another. */
export function portText({ port, targetPort, nodePort, protocol }: PortFacts): string {
  const outside = nodePort ? `${port}:${nodePort}` : `${port}`;
  const inside = targetPort && targetPort !== String(port) ? ` → ${targetPort}` : "";
  return `${outside}/${protocol}${inside}`;
}

/** The address a service answers at inside the cluster, or what stands in its place. */
export function addressText({ clusterIp, type }: { clusterIp?: string | undefined; type: string }): string {
  if (type === "ExternalName") return "–";
  return clusterIp === "None" ? "headless" : (clusterIp ?? "–");
}
