import { groupVersionOf, type Offer } from "../offers";
import { type QueryOption, queryOptions } from "../queryOptions";
import { type GroupVersionKind, type Models, metaModel, referencesIn } from "./models";
import { type Operation, operationsOf } from "./operations";

/** What both dialects are made from: operations by path, and every model that they lead to. */
export interface Parts {
  readonly paths: ReadonlyMap<string, readonly Operation[]>;
  readonly models: ReadonlyMap<string, Record<string, unknown>>;
}

/** Also what a client reads without an operation of its own: the events of a watch. */
const always = ["WatchEvent", "Status"].map(metaModel);

export function partsOf(offers: readonly Offer[], models: Models): Parts {
  const operations = offers.flatMap((offer) => operationsOf(offer, models));
  const paths = new Map<string, Operation[]>();
  for (const operation of operations) paths.set(operation.path, [...(paths.get(operation.path) ?? []), operation]);
  const named = operations.flatMap(({ answer, body }) => [answer ?? [], body?.model ?? []].flat());
  return {
    paths: new Map([...paths].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    models: modelsFrom([...named, ...always], {
      models,
      groupVersions: new Set(["v1", ...offers.map(groupVersionOf)]),
    }),
  };
}

interface Reachable {
  readonly models: Models;
  /** What the document is about: a model of many groups is named for these only. */
  readonly groupVersions: ReadonlySet<string>;
}

function modelsFrom(names: readonly string[], { models, groupVersions }: Reachable): Parts["models"] {
  const found = new Map<string, Record<string, unknown>>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const model = found.has(name) ? undefined : models.get(name);
    if (!model) continue;
    found.set(name, withKinds(model, groupVersions));
    waiting.push(...referencesIn(model));
  }
  return new Map([...found].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const kindsWord = "x-kubernetes-group-version-kind";

function withKinds(model: Readonly<Record<string, unknown>>, groupVersions: ReadonlySet<string>) {
  const kinds = model[kindsWord] as readonly GroupVersionKind[] | undefined;
  if (!kinds || kinds.length === 1) return { ...model };
  return { ...model, [kindsWord]: kinds.filter((kind) => groupVersions.has(groupVersionOf(kind))) };
}

/** The names in braces. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
}

export function queryParameters({ query }: Operation): readonly (QueryOption & { readonly name: string })[] {
  return [...query, "pretty" as const].map((name) => ({ name, ...queryOptions[name] }));
}

export function describePathParameter(name: string): string {
  return name === "namespace" ? "the namespace of the object" : "the name of the object";
}

export const codeWords: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 202: "Accepted" };
