import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { ConfigMap, Secret } from "../types";
import { at, forbidden, immutable, invalid, invalidEach, required, tooLong } from "./fieldErrors";
import { configMapKey } from "./names";

type Data = Readonly<Record<string, string>> | undefined;

/** What one ConfigMap or Secret may hold: 1 MiB. */
const maxDataBytes = 1024 * 1024;

export function validateConfigMap({ data, binaryData, immutable: isFixed }: ConfigMap, old?: ConfigMap): FieldError[] {
  const size = textBytes(data) + decodedBytes(binaryData);
  return [
    ...validateKeys(data, "data"),
    ...validateKeys(binaryData, "binaryData"),
    ...Object.keys(data ?? {}).flatMap((key) =>
      binaryData && Object.hasOwn(binaryData, key)
        ? [invalid(at("data", key), key, "duplicate of key present in binaryData")]
        : [],
    ),
    ...(size > maxDataBytes ? [tooLong("[]", maxDataBytes)] : []),
    ...(old?.immutable ? validateFixed({ data, binaryData }, old, isFixed) : []),
  ];
}

/** What each type of Secret must hold (https://kubernetes.io/docs/concepts/configuration/secret/#secret-types). */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
};

export function validateSecret({ data, type = "Opaque", immutable: isFixed }: Secret, old?: Secret): FieldError[] {
  const missing = (key: string) => !data || !Object.hasOwn(data, key);
  const basic = ["username", "password"];
  return [
    ...validateKeys(data, "data"),
    ...(decodedBytes(data) > maxDataBytes ? [tooLong("data", maxDataBytes)] : []),
    ...(requiredKeys[type] ?? []).filter(missing).map((key) => required(at("data", key))),
    ...(type === "kubernetes.io/basic-auth" && basic.every(missing)
      ? basic.map((key) => required(at("data", key)))
      : []),
    ...validateJson(data, type),
    ...(old ? immutable(type, old.type ?? "Opaque", "type") : []),
    ...(old?.immutable ? validateFixed({ data }, old, isFixed) : []),
  ];
}

/** A registry's credentials are JSON; the error never shows the value. */
function validateJson(data: Data, type: string): FieldError[] {
  const key = requiredKeys[type]?.find((name) => name.startsWith(".docker"));
  const value = key === undefined ? undefined : data?.[key];
  if (key === undefined || value === undefined) return [];
  try {
    JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(value), (char) => char.charCodeAt(0))));
    return [];
  } catch {
    return [invalid(at("data", key), "<secret contents redacted>", "unexpected end of JSON input")];
  }
}

function validateKeys(data: Data, field: string): FieldError[] {
  return Object.keys(data ?? {}).flatMap((key) => invalidEach(at(field, key), key, configMapKey(key)));
}

function validateFixed(
  now: { data?: Data; binaryData?: Data },
  old: { data?: Data; binaryData?: Data },
  isFixed: boolean | undefined,
) {
  const says = "field is immutable when `immutable` is set";
  return [
    ...(isFixed ? [] : [forbidden("immutable", says)]),
    ...(["data", "binaryData"] as const).flatMap((field) =>
      isEqual(now[field] ?? {}, old[field] ?? {}) ? [] : [forbidden(field, says)],
    ),
  ];
}

function textBytes(data: Data): number {
  const encoder = new TextEncoder();
  return Object.values(data ?? {}).reduce((sum, value) => sum + encoder.encode(value).length, 0);
}

/** How many bytes the base64 values stand for. */
function decodedBytes(data: Data): number {
  return Object.values(data ?? {}).reduce((sum, value) => {
    const padding = value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0;
    return sum + Math.max(0, Math.floor((value.length * 3) / 4) - padding);
  }, 0);
}
