import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from "node:crypto";
import { ClusterError } from "@/server/lib/errors";
import type { Secret } from "@/server/objects/types";

const mark = "sealed:v1:";
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const shortestPassphrase = 16;

/** The values of Secrets, encrypted before they enter the store and opened for those who may read them. */
export interface Sealer {
  /** Every value encrypted; the names of the keys stay readable. What is sealed already stays as it is. */
  seal(secret: Secret): Secret;
  /** Throws `InternalError` when a value was sealed by a key that is not here, or was changed since. */
  unseal(secret: Secret): Secret;
  /** Names the key and gives nothing of it away: kept in the database, it refuses a wrong key at start. */
  readonly fingerprint: string;
}

/**
 * AES-256-GCM. Each value is bound to its Secret (uid) and its name, so that none can be moved to another place in the
 * database. `keys` are what `parseKey` gives: the first seals, the others only open (what rotation has left behind).
 */
export function createSealer(keys: readonly [Buffer, ...Buffer[]]): Sealer {
  const byId = new Map(keys.map((key) => [fingerprintOf(key), key]));
  const [current] = keys;
  const fingerprint = fingerprintOf(current);
  return {
    fingerprint,
    seal: (secret) =>
      withValues(secret, (value, place) =>
        value.startsWith(mark) ? value : encrypt(value, place, { fingerprint, key: current }),
      ),
    unseal: (secret) =>
      withValues(secret, (value, place) => (value.startsWith(mark) ? decrypt(value, place, byId) : value)),
  };
}

/** 32 bytes in hex or base64, or a passphrase of at least 16 characters (stretched by scrypt). Throws on anything less. */
export function parseKey(text: string): Buffer {
  const trimmed = text.trim();
  if (/^[0-9a-fA-F]{64}$/.test(trimmed)) return Buffer.from(trimmed, "hex");
  const decoded = Buffer.from(trimmed, "base64");
  if (/^[A-Za-z0-9+/]{43}=$/.test(trimmed) && decoded.length === keyBytes) return decoded;
  if (trimmed.length < shortestPassphrase)
    throw new ClusterError("BadRequest", {
      says: `a secret key is 32 bytes in hex or base64, or a passphrase of at least ${shortestPassphrase} characters`,
    });
  return scryptSync(trimmed, "pilothouse secret key", keyBytes);
}

/** A new key, as text for its file. */
export function newKeyText(): string {
  return randomBytes(keyBytes).toString("base64");
}

function fingerprintOf(key: Buffer): string {
  return createHash("sha256").update("pilothouse fingerprint\0").update(key).digest("hex").slice(0, 16);
}

function withValues(secret: Secret, change: (value: string, place: string) => string): Secret {
  if (!secret.data) return secret;
  const { uid } = secret.metadata;
  const data = Object.entries(secret.data).map(([name, value]) => [name, change(value, `${uid}/${name}`)]);
  return { ...secret, data: Object.fromEntries(data) };
}

interface SealingKey {
  readonly fingerprint: string;
  readonly key: Buffer;
}

function encrypt(value: string, place: string, { fingerprint, key }: SealingKey): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([nonce, cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${mark}${fingerprint}:${sealed.toString("base64")}`;
}

function decrypt(value: string, place: string, keys: ReadonlyMap<string, Buffer>): string {
  const [id = "", text = ""] = value.slice(mark.length).split(":");
  const key = keys.get(id);
  if (!key) throw cannotOpen(`it was sealed with the key ${id}, which is not here`);
  const sealed = Buffer.from(text, "base64");
  const [nonce, body] = [sealed.subarray(0, nonceBytes), sealed.subarray(nonceBytes, -tagBytes)];
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
  } catch (cause) {
    throw cannotOpen("it was changed, or moved from another place, since it was sealed", cause);
  }
}

function cannotOpen(why: string, cause?: unknown): ClusterError {
  return new ClusterError("InternalError", { says: `a secret value cannot be opened: ${why}`, cause });
}
