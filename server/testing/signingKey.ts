import { generateKeyPairSync } from "node:crypto";
import { readSigningKey, type SigningKey } from "@/server/access/jwt";

/** A new key for the tokens of service accounts. */
export function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return readSigningKey(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
}
