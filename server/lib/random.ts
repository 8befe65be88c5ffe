import { randomBytes, randomUUID } from "node:crypto";

/** Randomness as an argument. */
export interface Random {
  uuid(): string;
  /** `length` characters as Kubernetes' name generator uses: no vowels, nothing that reads as a word. */
  suffix(length: number): string;
  /** A number in [0, 1). */
  fraction(): number;
}

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  suffix: (length) => Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join(""),
  fraction: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};
