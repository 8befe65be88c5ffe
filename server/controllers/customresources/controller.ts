import { timestamp } from "@/server/lib/clock";
import { isDeleting } from "@/server/objects/meta";
import type { CustomResourceDefinition, KubeObject } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { reconcile } from "./reconcile";

/** Establishes CustomResourceDefinitions, and deletes the objects of those that go. */
export function customResourceController({ cluster, caches, clock }: ControllerTools): Controller {
  const definitions = caches.of("CustomResourceDefinition");

  const kindOf = ({ spec }: CustomResourceDefinition) => `${spec.names.kind}.${spec.group}`;

  /** Read from the engine, not from a cache: a kind must not go while one of its objects is only not seen yet. */
  async function objectsOf(definition: CustomResourceDefinition): Promise<readonly KubeObject[]> {
    const { spec, metadata } = definition;
    const isServed = cluster.kinds().some((kind) => kind.custom?.definition === metadata.name);
    return isServed && spec.names ? (await cluster.list<string>(kindOf(definition))).items : [];
  }

  return {
    name: "customresource-controller",
    kinds: ["CustomResourceDefinition"],
    watch: (queue) => [
      definitions.onChange(({ object }) => {
        queue.add(object.metadata.name);
        // A name that one gave up may be what another waits for.
        for (const other of definitions.list())
          if (other.spec.group === object.spec.group) queue.add(other.metadata.name);
      }),
    ],
    async reconcile(name) {
      const definition = definitions.get(undefined, name);
      if (!definition) return undefined;
      return reconcile(definition, {
        others: definitions.list().filter((other) => other.metadata.name !== name),
        objects: isDeleting(definition) ? await objectsOf(definition) : [],
        kind: kindOf(definition),
        timestamp: timestamp(clock),
      });
    },
  };
}
