import fc from "fast-check";

export type Tree = { readonly [key: string]: unknown };
type Steps = readonly (string | number)[];
type Change = (old: unknown) => unknown;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const odd = fc.constantFrom<unknown>(
  ...["", "Upper", "a b", "x".repeat(300), "-1", "50%", "0", "1Gi", "1.5", "100m", "a.b", "a/b", "é"],
  ...[-1, 0, 1, 2, 1.5, 65536, 2 ** 31, true, false, null, {}, [], [{}], { a: 1 }, { a: "b" }, ["a"]],
);

/** A tree with one to three changes: a field less, an odd value, an unknown field, an element twice. */
export function mutated(tree: Tree): fc.Arbitrary<Tree> {
  const places = placesIn(tree).filter(({ steps }) => isOpen(steps));
  const change = fc.oneof(
    fc.constant<Change>(() => undefined),
    odd.map(
      (value): Change =>
        () =>
          value,
    ),
    odd.map(
      (value): Change =>
        (old) =>
          isTree(old) ? { ...old, bogus: value } : value,
    ),
    fc.constant<Change>((old) => (Array.isArray(old) ? [...old, ...old] : old)),
  );
  const edits = fc.array(fc.tuple(fc.constantFrom(...places), change), { minLength: 1, maxLength: 3 });
  return edits.map((list) =>
    list.reduce<Tree>((result, [{ steps }, edit]) => changed(result, steps, edit) as Tree, tree),
  );
}

/** Name, namespace, kind and version stay: they say what the request is about. */
function isOpen(steps: Steps): boolean {
  const path = steps.join(".");
  return steps.length > 0 && !["apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace"].includes(path);
}

interface Place {
  readonly steps: Steps;
}

function placesIn(value: unknown, steps: Steps = []): Place[] {
  const children: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isTree(value)
      ? Object.entries(value)
      : [];
  return [{ steps }, ...children.flatMap(([key, child]) => placesIn(child, [...steps, key]))];
}

/** A copy with the value at these steps changed; what becomes undefined is left out. A path that is gone changes nothing. */
function changed(tree: unknown, [step, ...rest]: Steps, change: Change): unknown {
  if (step === undefined) return change(tree);
  if (Array.isArray(tree))
    return tree.flatMap((item, index) => {
      const next = index === step ? changed(item, rest, change) : item;
      return next === undefined ? [] : [next];
    });
  if (!isTree(tree) || !(step in tree)) return tree;
  const { [step]: old, ...others } = tree;
  const next = changed(old, rest, change);
  return next === undefined ? others : { ...others, [step]: next };
}
