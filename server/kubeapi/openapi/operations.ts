import type { Verb } from "@/server/cluster/cluster";
import { answersWithObject, type Offer, type OfferBelow } from "../offers";
import { type Action, optionsOf, type QueryName } from "../queryOptions";
import { type GroupVersionKind, type Models, metaModel } from "./models";

/** One method on one path, in no dialect yet; models by their full names. */
export interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly action: Action | "connect";
  readonly id: string;
  readonly tag: string;
  readonly says: string;
  readonly kind: GroupVersionKind;
  readonly query: readonly QueryName[];
  /** What the body is; absent where there is none. */
  readonly body?: { readonly model: string; readonly mediaTypes: readonly string[]; readonly isRequired: boolean };
  readonly codes: readonly number[];
  /** Plain text when absent. */
  readonly answer?: string;
}

const anyType = ["*/*"];
const patchTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

/** How each verb is asked for, and how Kubernetes names and describes it. */
const forms: Readonly<
  Record<Exclude<Verb, "watch">, Pick<Operation, "method" | "action" | "codes"> & { word: string; says: string }>
> = {
  get: { method: "get", action: "get", codes: [200], word: "read", says: "read the specified" },
  list: { method: "get", action: "list", codes: [200], word: "list", says: "list or watch objects of kind" },
  create: { method: "post", action: "post", codes: [200, 201, 202], word: "create", says: "create a" },
  update: { method: "put", action: "put", codes: [200, 201], word: "replace", says: "replace the specified" },
  patch: { method: "patch", action: "patch", codes: [200, 201], word: "patch", says: "partially update the specified" },
  delete: { method: "delete", action: "delete", codes: [200, 202], word: "delete", says: "delete a" },
  deletecollection: {
    method: "delete",
    action: "deletecollection",
    codes: [200],
    word: "deleteCollection",
    says: "delete collection of",
  },
};

interface Place {
  readonly offer: Offer;
  readonly models: Models;
  readonly below?: OfferBelow;
}

/** Every operation on one resource and its subresources. */
export function operationsOf(offer: Offer, models: Models): readonly Operation[] {
  const own = offer.verbs.flatMap((verb) => (verb === "watch" ? [] : operationsFor(verb, { offer, models })));
  const below = offer.subresources.flatMap((one) =>
    one.verbs.flatMap((verb) => (verb === "watch" ? [] : operationsFor(verb, { offer, models, below: one }))),
  );
  return [...own, ...below];
}

function operationsFor(verb: Exclude<Verb, "watch">, place: Place): Operation[] {
  const made = operation(verb, place);
  if (verb !== "list" || !place.offer.isNamespaced) return [made];
  const { group, version, kind, plural } = place.offer;
  const everywhere = `list${titleOf(group, version)}${kind}ForAllNamespaces`;
  return [{ ...made, id: everywhere, path: `${rootOf(place.offer)}/${plural}` }, made];
}

function operation(verb: Exclude<Verb, "watch">, place: Place): Operation {
  const { offer, models, below } = place;
  const { method, word, says, codes } = forms[verb];
  const action = below && connects.has(below.name) ? "connect" : below?.name === "log" ? "log" : forms[verb].action;
  const kind = below ? { ...offer, ...below } : offer;
  const own: GroupVersionKind = { group: kind.group ?? "", version: kind.version ?? "", kind: kind.kind };
  const model = models.nameOf(own);
  const status = metaModel("Status");
  const isDelete = verb === "deletecollection" || (verb === "delete" && !answersWithObject(offer));
  const list = models.nameOf({ ...own, kind: `${own.kind}List` });
  const answer =
    action === "connect" || action === "log" ? undefined : isDelete ? status : verb === "list" ? list : model;
  const body = bodyOf(verb, model);
  return {
    path: pathOf(verb, place),
    method,
    action,
    codes,
    kind: own,
    id: idOf(action === "connect" ? `connect${capital(method)}` : word, place),
    tag: tagOf(offer.group, offer.version),
    says: sentenceOf({ method, action, says }, place),
    query: optionsOf[action],
    ...(action !== "connect" && body && { body }),
    ...(answer && { answer }),
  };
}

/** As Kubernetes describes it: `read log of the specified Pod`. */
function sentenceOf({ method, action, says }: Pick<Operation, "method" | "action" | "says">, place: Place): string {
  const { offer, below } = place;
  if (!below) return `${says} ${offer.kind}`;
  if (action === "connect") return `connect ${method.toUpperCase()} requests to ${below.name} of ${offer.kind}`;
  return `${says.replace("the specified", `${below.name} of the specified`)} ${offer.kind}`;
}

const connects = new Set(["exec", "attach", "portforward", "proxy"]);

function bodyOf(verb: Verb, model: string | undefined): Operation["body"] {
  if (verb === "patch") return { model: metaModel("Patch"), mediaTypes: patchTypes, isRequired: true };
  if (verb === "delete" || verb === "deletecollection")
    return { model: metaModel("DeleteOptions"), mediaTypes: anyType, isRequired: false };
  const isWrite = verb === "create" || verb === "update";
  return isWrite && model ? { model, mediaTypes: anyType, isRequired: true } : undefined;
}

function rootOf({ group, version }: Offer): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

function pathOf(verb: Verb, { offer, below }: Place): string {
  const space = offer.isNamespaced ? "/namespaces/{namespace}" : "";
  const isOne = below !== undefined || !["create", "list", "deletecollection"].includes(verb);
  const rest = below ? `/${below.name}` : "";
  return `${rootOf(offer)}${space}/${offer.plural}${isOne ? "/{name}" : ""}${rest}`;
}

function idOf(word: string, { offer, below }: Place): string {
  const [first = "", then = ""] = word.split(/(?=Collection|Get|Post)/);
  const space = offer.isNamespaced ? "Namespaced" : "";
  const rest = below ? capital(below.name) : "";
  return `${first}${titleOf(offer.group, offer.version)}${then}${space}${offer.kind}${rest}`;
}

/** `rbac.authorization.k8s.io` → `rbacAuthorization_v1`. */
export function tagOf(group: string, version: string): string {
  const words = group === "" ? ["core"] : group.replace(/\.k8s\.io$/, "").split(/[.-]/);
  return `${words.map((word, at) => (at === 0 ? word : capital(word))).join("")}_${version}`;
}

function titleOf(group: string, version: string): string {
  return capital(tagOf(group, "")).slice(0, -1) + capital(version);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
