import { generateKeyPairSync, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { readSigningKey, type SigningKey } from "@/server/access/jwt";
import { createSealer, parseKey, type Sealer } from "@/server/admission/seal";
import type { PrismaClient } from "@/server/database/prisma";
import type { Folders } from "@/server/supervisor/folders";

const fingerprintName = "secret-key-fingerprint";

/**
 * The sealer of Secrets, by the key of the settings or of the data folder (made at first use). Refuses to start with a
 * key that did not seal this database: its Secrets could not be read, and new ones would be sealed by two keys.
 */
export async function openSealer(folders: Folders, given: string, prisma: PrismaClient): Promise<Sealer> {
  const sealer = createSealer([parseKey(given || keyFile(folders, "key", () => randomBytes(32).toString("base64")))]);
  const kept = await prisma.setting.upsert({
    where: { key: fingerprintName },
    create: { key: fingerprintName, value: sealer.fingerprint },
    update: {},
  });
  if (kept.value !== sealer.fingerprint)
    throw new Error(
      `The key in ${given ? "PILOTHOUSE_SECRET_KEY" : path.join(folders.secrets, "key")} is not the one that sealed the secrets of this database (its fingerprint is ${sealer.fingerprint}, wanted is ${kept.value}). Nothing was changed; bring the right key back.`,
    );
  return sealer;
}

/** What signs the tokens of service accounts. */
export function serviceAccountKey(folders: Folders): SigningKey {
  const make = () =>
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  return readSigningKey(keyFile(folders, "service-accounts.pem", () => make().toString()));
}

/** The certificate of the API's authority, as PEM; empty until there is one. */
export function rootCertificate(folders: Folders): string {
  const file = path.join(folders.secrets, "api-ca.pem");
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  return /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/.exec(text)?.[0] ?? "";
}

/** What signs session cookies. */
export function sessionSecret(folders: Folders): string {
  return keyFile(folders, "sessions", () => randomBytes(48).toString("base64url"));
}

function keyFile(folders: Folders, name: string, make: () => string): string {
  const file = path.join(folders.secrets, name);
  if (!fs.existsSync(file)) {
    const draft = `${file}.new`;
    fs.writeFileSync(draft, make(), { mode: 0o600, flush: true });
    fs.renameSync(draft, file);
  }
  return fs.readFileSync(file, "utf8").trim();
}
