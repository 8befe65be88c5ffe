import type { FieldError } from "@/server/lib/errors";
import type { Container, Probe } from "../types";
import { forbidden, invalid, invalidEach, nonNegative, oneOf, required } from "./fieldErrors";
import { headerName } from "./names";
import { validatePortReference } from "./ports";

interface Handler extends Pick<Probe, "exec" | "httpGet" | "tcpSocket" | "grpc"> {
  readonly sleep?: { readonly seconds: number };
}

type ProbeName = "livenessProbe" | "readinessProbe" | "startupProbe";

export function validateProbe(probe: Probe | undefined, name: ProbeName, field: string): FieldError[] {
  if (!probe) return [];
  const { successThreshold = 1, terminationGracePeriodSeconds: grace } = probe;
  return [
    ...validateHandler(probe, field, 30),
    ...(
      ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] as const
    ).flatMap((number) => nonNegative(probe[number], `${field}.${number}`)),
    ...(grace !== undefined && name !== "readinessProbe" && grace <= 0
      ? [invalid(`${field}.terminationGracePeriodSeconds`, grace, "must be greater than 0")]
      : []),
    ...(grace !== undefined && name === "readinessProbe"
      ? [invalid(`${field}.terminationGracePeriodSeconds`, grace, "must not be set for readinessProbes")]
      : []),
    ...(name !== "readinessProbe" && successThreshold > 1
      ? [invalid(`${field}.successThreshold`, successThreshold, "must be 1")]
      : []),
  ];
}

/** Exactly one way to ask, and a complete one. */
function validateHandler(handler: Handler, field: string, graceSeconds: number): FieldError[] {
  const kinds = (["exec", "httpGet", "tcpSocket", "grpc", "sleep"] as const).filter((kind) => handler[kind]);
  if (kinds.length === 0) return [required(field, "must specify a handler type")];
  return kinds.flatMap((kind, index) =>
    index > 0
      ? [forbidden(`${field}.${kind}`, "may not specify more than 1 handler type")]
      : validateOne(handler, field, graceSeconds),
  );
}

function validateOne({ exec, httpGet, tcpSocket, grpc, sleep }: Handler, field: string, graceSeconds: number) {
  if (exec) return exec.command?.length ? [] : [required(`${field}.exec.command`)];
  if (httpGet) return validateHttpGet(httpGet, `${field}.httpGet`);
  if (tcpSocket) return validatePortReference(tcpSocket.port, `${field}.tcpSocket.port`);
  if (grpc) return validatePortReference(grpc.port ?? 0, `${field}.grpc.port`);
  const seconds = sleep?.seconds ?? 0;
  if (seconds >= 0 && seconds <= graceSeconds) return [];
  const says = `must be non-negative and less than terminationGracePeriodSeconds (${graceSeconds})`;
  return [invalid(`${field}.sleep`, seconds, says)];
}

function validateHttpGet(get: NonNullable<Probe["httpGet"]>, field: string): FieldError[] {
  return [
    ...(get.path === "" ? [required(`${field}.path`)] : []),
    ...validatePortReference(get.port, `${field}.port`),
    ...oneOf(get.scheme, `${field}.scheme`, ["HTTP", "HTTPS"]),
    ...(get.httpHeaders ?? []).flatMap(({ name }) =>
      invalidEach(`${field}.httpHeaders`, name ?? "", headerName(name ?? "")),
    ),
  ];
}

export function validateLifecycle(lifecycle: Container["lifecycle"], field: string, graceSeconds: number) {
  return (["postStart", "preStop"] as const).flatMap((hook) => {
    const handler = lifecycle?.[hook];
    return handler ? validateHandler(handler as Handler, `${field}.${hook}`, graceSeconds) : [];
  });
}
