import type { Fact } from "./Facts";
import { ObjectLinks } from "./ObjectLinks";

interface Template {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly requests: Readonly<Record<string, string>>;
  }[];
  readonly configMaps: readonly string[];
  readonly secrets: readonly string[];
}

/** What a workload's pods are made of: each container's image and what it asks for, and what they read. */
export function templateFacts(
  { containers, configMaps, secrets }: Template,
  namespace: string,
  title: (key: "configMaps" | "secrets") => string,
): readonly Fact[] {
  const links = (kind: string, names: readonly string[]) =>
    names.length === 0 ? undefined : <ObjectLinks kind={kind} namespace={namespace} names={names} />;
  return [
    ...containers.map(({ name, image, requests }): Fact => {
      const asks = Object.entries(requests).map(([resource, amount]) => `${resource} ${amount}`);
      return [
        name,
        <span key={name}>
          <code>{image}</code> <span className="text-faint">{asks.join(", ")}</span>
        </span>,
      ];
    }),
    [title("configMaps"), links("ConfigMap", configMaps)],
    [title("secrets"), links("Secret", secrets)],
  ];
}
