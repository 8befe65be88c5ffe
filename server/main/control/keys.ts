import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
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
