import { type Clock, delay } from "@/server/lib/clock";
import type { Container, Pod, ServiceAccount } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionContext, AdmissionStep } from "../request";

const usual = "default";
const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";
const suffixLength = 5;
const mirrorAnnotation = "kubernetes.io/config.mirror";
const lookMs = 50;

/**
 * A pod speaks as a service account, and unless it or the account says no, finds a token of it in a volume. After
 * Kubernetes' `ServiceAccount` plugin. Where no controller makes each namespace's `default` account, a pod does without.
 */
export const serviceAccount: AdmissionStep = {
  name: "serviceAccount",
  async admit(object, { kind, verb, subresource }, context) {
    if (kind.kind !== "Pod" || kind.group !== "" || verb !== "create" || subresource) return object;
    const pod = object as Pod;
    if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) return pod;
    const name = pod.spec.serviceAccountName || usual;
    const { namespace = "" } = pod.metadata;
    const account = await find(context, namespace, name);
    const named = { ...pod, spec: { ...pod.spec, serviceAccountName: name, serviceAccount: name } };
    if (account) return equip(named, account, context);
    if (name === usual && !context.accounts) return named;
    const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
    throw refused(kind, pod.metadata.name || pod.metadata.generateName || "", why);
  },
};

/** The `default` account of a new namespace is made in a moment: it is waited for, as Kubernetes does. */
async function find(context: AdmissionContext, namespace: string, name: string): Promise<ServiceAccount | undefined> {
  const { lookups, accounts, clock } = context;
  const look = async () => (await lookups.get("serviceaccounts", { namespace, name })) as ServiceAccount | undefined;
  const found = await look();
  return found || name !== usual || !accounts ? found : waitFor(look, clock, accounts.waitMs);
}

async function waitFor<T>(look: () => Promise<T | undefined>, clock: Clock, mostMs: number): Promise<T | undefined> {
  const untilMs = clock.monotonicMs() + mostMs;
  for (let found = await look(); ; found = await look()) {
    if (found || clock.monotonicMs() >= untilMs) return found;
    await delay(clock, lookMs);
  }
}

function equip(pod: Pod, account: ServiceAccount, { random }: AdmissionContext): Pod {
  const { imagePullSecrets = [], automountServiceAccountToken: isWanted } = pod.spec;
  const secrets = imagePullSecrets.length > 0 ? imagePullSecrets : (account.imagePullSecrets ?? []);
  const whole = secrets.length > 0 ? { ...pod, spec: { ...pod.spec, imagePullSecrets: secrets } } : pod;
  if (!(isWanted ?? account.automountServiceAccountToken ?? true)) return whole;
  const { volumes = [], initContainers, containers } = whole.spec;
  const there = volumes.find(({ name }) => name.startsWith(volumePrefix));
  const name = there?.name ?? `${volumePrefix}${random.suffix(suffixLength)}`;
  const isMissing = (container: Container) => !container.volumeMounts?.some((mount) => mount.mountPath === mountPath);
  if (![...(initContainers ?? []), ...containers].some(isMissing)) return whole;
  const mounted = (container: Container): Container =>
    isMissing(container)
      ? { ...container, volumeMounts: [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath }] }
      : container;
  const spec = {
    ...whole.spec,
    ...(initContainers && { initContainers: initContainers.map(mounted) }),
    containers: containers.map(mounted),
    volumes: there ? volumes : [...volumes, { name, projected: accessSources }],
  };
  return { ...whole, spec };
}

const tokenSeconds = 3607;
const accessSources = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: "token" } },
    { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    {
      downwardAPI: { items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }] },
    },
  ],
};
