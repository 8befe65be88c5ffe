import type { PodSource } from "@/server/objects/podTemplates";
import type { Container, PodSpec } from "@/server/objects/types";
import { containersOf, named, quoted, says } from "./words";

type Context = PodSpec["securityContext"] | Container["securityContext"];

/** How annotations of old set a container's AppArmor profile. */
export const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

/** What loosens the profiles that the kernel holds a pod to: AppArmor, seccomp, SELinux. */
export function confinement(source: PodSource): string[] {
  const { spec } = source;
  if (!spec) return [];
  return [...appArmorAnnotations(source), ...appArmor(spec), ...seLinux(spec), ...seccomp(spec)];
}

function appArmorAnnotations({ metadata }: PodSource): string[] {
  const bad = Object.entries(metadata?.annotations ?? {}).filter(
    ([name, value]) =>
      name.startsWith(appArmorAnnotation) && value !== "" && !/^(runtime\/default$|localhost\/)/.test(value),
  );
  const which = bad.map(([name, value]) => `${name}=${JSON.stringify(value)}`).sort();
  return says("forbidden AppArmor profile", bad.length > 0 && `annotation must not set ${which.join(", ")}`);
}

function appArmor(spec: PodSpec): string[] {
  const who = settersOf(spec, (context) => context?.appArmorProfile?.type === "Unconfined");
  return says("forbidden AppArmor profile", who && `${who} must not set AppArmor profile type to "Unconfined"`);
}

function seccomp(spec: PodSpec): string[] {
  const who = settersOf(spec, (context) => context?.seccompProfile?.type === "Unconfined");
  return says("seccompProfile", who && `${who} must not set securityContext.seccompProfile.type to "Unconfined"`);
}

const seLinuxTypes = new Set(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]);

function seLinux(spec: PodSpec): string[] {
  const faultsOf = (context: Context) => {
    const { type = "", user = "", role = "" } = context?.seLinuxOptions ?? {};
    return [
      ...(seLinuxTypes.has(type) ? [] : [`type ${quoted([type])}`]),
      ...(user ? ["user may not be set"] : []),
      ...(role ? ["role may not be set"] : []),
    ];
  };
  const who = settersOf(spec, (context) => faultsOf(context).length > 0);
  const contexts = [spec.securityContext, ...containersOf(spec).map(({ securityContext }) => securityContext)];
  const what = [...new Set(contexts.flatMap(faultsOf))].join("; ");
  return says("seLinuxOptions", who && `${who} set forbidden securityContext.seLinuxOptions: ${what}`);
}

function settersOf(spec: PodSpec, isBad: (context: Context) => boolean): string {
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(securityContext));
  return named(bad, isBad(spec.securityContext));
}
