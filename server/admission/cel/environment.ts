import { Environment } from "@marcbachmann/cel-js";
import { patternOf } from "@/server/objects/custom/pattern";
import { parseQuantity } from "@/server/objects/quantity";

/** Bigger rules than anyone writes; what is refused here is refused before it runs. */
const limits = {
  maxAstNodes: 5_000,
  maxDepth: 100,
  maxListElements: 1_000,
  maxMapEntries: 1_000,
  maxCallArguments: 32,
};

/** A quantity as CEL compares it: in its base unit. */
class Quantity {
  constructor(readonly amount: number) {}
}

function quantityOf(text: string): Quantity {
  const amount = parseQuantity(text);
  if (amount === undefined) throw new Error(`quantities must match the regular expression`);
  return new Quantity(amount);
}

/**
 * CEL as Kubernetes has it: the language with its macros and optional values, its library for strings, and of
 * Kubernetes' own the parts for lists, patterns, URLs and quantities. Patterns are RE2's, whatever the text.
 */
export function celEnvironment(variables: Readonly<Record<string, string>>): Environment {
  const environment = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false, limits })
    .registerFunction("string.matchesSafely(string): bool", (text: string, source: string) =>
      patternOf(source).test(text),
    )
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction("string.charAt(int): string", (text: string, at: bigint) => [...text][Number(at)] ?? "")
    .registerFunction("string.find(string): string", (text: string, source: string) => patternOf(source).find(text))
    .registerFunction("isURL(string): bool", (text: string) => URL.canParse(text))
    .registerFunction("list.sum(): dyn", (list: readonly (bigint | number)[]) => sum(list))
    .registerFunction("list.min(): dyn", (list: readonly Ordered[]) => least(list, -1))
    .registerFunction("list.max(): dyn", (list: readonly Ordered[]) => least(list, 1))
    .registerFunction("list.isSorted(): bool", (list: readonly Ordered[]) =>
      list.every((one, index) => index === 0 || (list[index - 1] as Ordered) <= one),
    )
    .registerFunction("list.indexOf(dyn): int", (list: readonly unknown[], one: unknown) => BigInt(list.indexOf(one)))
    .registerFunction("list.lastIndexOf(dyn): int", (list: readonly unknown[], one: unknown) =>
      BigInt(list.lastIndexOf(one)),
    )
    .registerType("Quantity", Quantity)
    .registerFunction("isQuantity(string): bool", (text: string) => parseQuantity(text) !== undefined)
    .registerFunction("quantity(string): Quantity", quantityOf)
    .registerFunction("Quantity.isGreaterThan(Quantity): bool", (a: Quantity, b: Quantity) => a.amount > b.amount)
    .registerFunction("Quantity.isLessThan(Quantity): bool", (a: Quantity, b: Quantity) => a.amount < b.amount)
    .registerFunction("Quantity.compareTo(Quantity): int", (a: Quantity, b: Quantity) =>
      BigInt(Math.sign(a.amount - b.amount)),
    )
    .registerFunction("Quantity.isInteger(): bool", ({ amount }: Quantity) => Number.isSafeInteger(amount))
    .registerFunction("Quantity.asInteger(): int", ({ amount }: Quantity) => BigInt(amount))
    .registerFunction("Quantity.asApproximateFloat(): double", ({ amount }: Quantity) => amount)
    .registerFunction("Quantity.sign(): int", ({ amount }: Quantity) => BigInt(Math.sign(amount)))
    .registerFunction(
      "Quantity.add(Quantity): Quantity",
      (a: Quantity, b: Quantity) => new Quantity(a.amount + b.amount),
    )
    .registerFunction(
      "Quantity.sub(Quantity): Quantity",
      (a: Quantity, b: Quantity) => new Quantity(a.amount - b.amount),
    );
  for (const [name, type] of Object.entries(variables)) environment.registerVariable(name, type);
  return environment;
}

type Ordered = bigint | number | string;

function sum(list: readonly (bigint | number)[]): bigint | number {
  if (list.every((one) => typeof one === "bigint")) return list.reduce((total, one) => total + BigInt(one), 0n);
  return list.reduce<number>((total, one) => total + Number(one), 0);
}

function least(list: readonly Ordered[], sign: -1 | 1): Ordered {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${sign < 0 ? "min" : "max"} called on empty list`);
  return rest.reduce((best, one) => ((sign < 0 ? one < best : one > best) ? one : best), first);
}
