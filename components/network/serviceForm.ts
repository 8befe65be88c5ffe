import { parseLabels } from "@/components/objects/labelsText";

/** What the form holds: texts, as they were typed. */
export interface ServiceDraft {
  readonly namespace: string;
  readonly name: string;
  readonly type: "ClusterIP" | "NodePort";
  /** `app=web, tier=front` */
  readonly selector: string;
  readonly ports: readonly { readonly port: string; readonly targetPort: string }[];
}

export const emptyService: ServiceDraft = {
  namespace: "default",
  name: "",
  type: "ClusterIP",
  selector: "",
  ports: [{ port: "80", targetPort: "" }],
};

export type ServiceProblem = "name" | "selector" | "port";

/** What must be put right before it is sent; the engine has the last word on everything else. */
export function checkService({ name, selector, ports }: ServiceDraft): readonly ServiceProblem[] {
  const problems: ServiceProblem[] = [];
  if (name.trim() === "") problems.push("name");
  if (parseLabels(selector) === undefined) problems.push("selector");
  if (ports.some(({ port }) => !isPort(port))) problems.push("port");
  return problems;
}

/** The draft as a manifest. Several ports get names, which Kubernetes wants then. */
export function serviceManifest({ namespace, name, type, selector, ports }: ServiceDraft) {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name: name.trim() },
    spec: {
      type,
      selector: parseLabels(selector) ?? {},
      ports: ports.map(({ port, targetPort }) => ({
        ...(ports.length > 1 ? { name: `port-${port.trim()}` } : {}),
        port: Number(port),
        targetPort: targetOf(targetPort.trim() || port.trim()),
      })),
    },
  };
}

function targetOf(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535;
}
