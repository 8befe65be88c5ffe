import type { Secret } from "../types";

/** `stringData` is a way to write only: its values become `data`, and win over it. */
export function fillSecret(secret: Secret): void {
  secret.type ??= "Opaque";
  // Base64 that was wrapped for an e-mail is the same value: it is kept in one line.
  for (const [key, value] of Object.entries(secret.data ?? {}))
    if (/[\r\n]/.test(value)) secret.data = { ...secret.data, [key]: value.replace(/[\r\n]/g, "") };
  if (!secret.stringData) return;
  const data = Object.entries(secret.stringData).map(([key, value]) => [key, toBase64(value)]);
  secret.data = { ...secret.data, ...Object.fromEntries(data) };
  delete secret.stringData;
}

function toBase64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
