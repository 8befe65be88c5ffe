import type { Controller, ControllerTools, Queue } from "../controller";
import { defaultAccount, rootCa, rootCaName } from "./reconcile";

/** Makes each namespace's `default` ServiceAccount, and makes it again when it is deleted. */
export function serviceAccountController({ caches }: ControllerTools): Controller {
  const [namespaces, accounts] = [caches.of("Namespace"), caches.of("ServiceAccount")];
  return {
    name: "serviceaccount-controller",
    kinds: ["Namespace", "ServiceAccount"],
    watch: (queue) => [
      namespaces.onChange(({ object }) => queue.add(object.metadata.name)),
      accounts.onChange(({ type, object }) => {
        if (object.metadata.name === "default" && type !== "ADDED") queue.add(object.metadata.namespace ?? "");
      }),
    ],
    async reconcile(name) {
      const namespace = namespaces.get(undefined, name);
      return namespace && defaultAccount(namespace, accounts.get(name, "default"));
    },
  };
}

/** Every so often the certificate is read again: it is made after the first start, and renewed. */
const lookMs = 30_000;

/** Keeps `kube-root-ca.crt` in each namespace; `certificate` is the PEM of the API's authority, empty without one. */
export function rootCaController({ caches, clock }: ControllerTools, certificate: () => string): Controller {
  const [namespaces, configMaps] = [caches.of("Namespace"), caches.of("ConfigMap")];
  let published = certificate();
  const look = (queue: Queue) => {
    const now = certificate();
    if (now === published) return;
    published = now;
    for (const { metadata } of namespaces.list()) queue.add(metadata.name);
  };
  return {
    name: "root-ca-certificate-publisher",
    kinds: ["Namespace", "ConfigMap"],
    watch: (queue) => [
      namespaces.onChange(({ object }) => queue.add(object.metadata.name)),
      configMaps.onChange(({ object }) => {
        if (object.metadata.name === rootCaName) queue.add(object.metadata.namespace ?? "");
      }),
      clock.every(lookMs, () => look(queue)),
    ],
    async reconcile(name) {
      const namespace = namespaces.get(undefined, name);
      return namespace && rootCa(namespace, configMaps.get(name, rootCaName), published);
    },
  };
}
