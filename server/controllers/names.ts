import { fnv32, nameAlphabet } from "./hash";

/**
 * Names of numbered children, `BASE-xxxxx`. The five characters are the serial number, mixed by a one-to-one map that
 * the owner's uid seeds: they look drawn, never clash within an owner, and the number can be read back. So a create
 * that is repeated after a lost answer carries the same name and is harmless, and no second pod gets a gone pod's name.
 */
const count = nameAlphabet.length ** 5;
const factor = 8_868_113;
const inverse = inverseOf(factor, count);
/** As Kubernetes' name generator: what is longer is cut, so that the name is a label's value too. */
const maxPrefixLength = 58;

export interface Owner {
  /** What the names begin with: the owner's name, or a Job's with the completion index. */
  readonly base: string;
  readonly uid: string;
}

export function childName({ base, uid }: Owner, serial: number): string {
  let mixed = ((serial % count) * factor + fnv32(uid)) % count;
  let suffix = "";
  for (let place = 0; place < 5; place++) {
    suffix = `${nameAlphabet[mixed % nameAlphabet.length]}${suffix}`;
    mixed = Math.floor(mixed / nameAlphabet.length);
  }
  return `${prefixOf(base)}${suffix}`;
}

/** The serial in a name, or undefined when the name is not one of ours. */
export function serialOf({ base, uid }: Owner, name: string): number | undefined {
  const prefix = prefixOf(base);
  if (!name.startsWith(prefix) || name.length !== prefix.length + 5) return undefined;
  let mixed = 0;
  for (const character of name.slice(prefix.length)) {
    const digit = nameAlphabet.indexOf(character);
    if (digit < 0) return undefined;
    mixed = mixed * nameAlphabet.length + digit;
  }
  return (((((mixed - fnv32(uid)) % count) + count) % count) * inverse) % count;
}

/** `generateName` for a child, as Kubernetes leaves it on generated objects. */
export function prefixOf(base: string): string {
  return `${base}-`.slice(0, maxPrefixLength);
}

/**
 * The highest serial each owner has used: read from the names of the children there are, and remembered while this
 * process lives, so that a child that has gone does not lend its name to the next one.
 */
export class Serials {
  readonly #highest = new Map<string, number>();

  /** `wanted` fresh names; `isTaken` says which names others hold. */
  next(owner: Owner, names: Iterable<string>, wanted: number, isTaken: (name: string) => boolean): string[] {
    let serial = this.#highest.get(owner.uid) ?? -1;
    for (const name of names) {
      const used = serialOf(owner, name);
      // A name given by somebody else reads like some number: only what can follow ours is believed.
      if (used !== undefined && used > serial && used < serial + 1_000_000) serial = used;
    }
    if (serial >= 0) this.#highest.set(owner.uid, serial);
    const fresh: string[] = [];
    while (fresh.length < wanted) {
      const name = childName(owner, ++serial);
      if (!isTaken(name)) fresh.push(name);
    }
    return fresh;
  }

  forget(uid: string): void {
    this.#highest.delete(uid);
  }
}

function inverseOf(value: number, modulus: number): number {
  let [oldRest, rest] = [value, modulus];
  let [oldTimes, times] = [1, 0];
  while (rest !== 0) {
    const quotient = Math.floor(oldRest / rest);
    [oldRest, rest] = [rest, oldRest - quotient * rest];
    [oldTimes, times] = [times, oldTimes - quotient * times];
  }
  return ((oldTimes % modulus) + modulus) % modulus;
}
