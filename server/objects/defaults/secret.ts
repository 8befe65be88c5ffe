import type { Secret } from "../types";

/** `stringData` is a way to write only: its values become `data`, and win over it. */
export function fillSecret(secret: Secret): void {
  secret.type ??= "Opaque";
  if (!secret.stringData) return;
  const data = Object.entries(secret.stringData).map(([key, value]) => [key, toBase64(value)]);
  secret.data = { ...secret.data, ...Object.fromEntries(data) };
  delete secret.stringData;
}

export function toBase64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
