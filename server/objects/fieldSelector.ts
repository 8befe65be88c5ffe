import { ClusterError } from "@/server/lib/errors";
import { apiVersionOf, type KindDefinition } from "./kind";
import type { KubeObject } from "./types";

type Read = (object: KubeObject) => string;
type Test = (object: KubeObject) => boolean;

const metadataFields: Readonly<Record<string, Read>> = {
  "metadata.name": (object) => object.metadata.name,
  "metadata.namespace": (object) => object.metadata.namespace ?? "",
};

export interface FieldSelection {
  readonly matches: Test;
  /** The one name that is selected by, if one is. */
  readonly name?: string;
}

/**
 * `metadata.name=a,status.phase!=Running`, by the fields that the kind offers, after apimachinery's `fields.ParseSelector`
 * (a comma or a sign of a value stands after a backslash). Throws `BadRequest` in its words.
 */
export function parseFieldSelector(text: string, kind: KindDefinition): FieldSelection {
  const terms = splitTerms(text).filter((term) => term !== "");
  const read = terms.map((term) => termIn(term, text, kind));
  const named = read.find(({ field, isEqual }) => field === "metadata.name" && isEqual);
  return {
    matches: (object) => read.every(({ test }) => test(object)),
    ...(named && { name: named.value }),
  };
}

function termIn(term: string, text: string, kind: KindDefinition) {
  const found = /^((?:[^\\=!]|\\.|!(?!=))*)(!=|==|=)(.*)$/s.exec(term);
  if (!found) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
  const [, field = "", sign, rest = ""] = found;
  const value = unescaped(rest);
  const own = kind.selectable ?? {};
  const read = Object.hasOwn(metadataFields, field)
    ? metadataFields[field]
    : Object.hasOwn(own, field)
      ? own[field]
      : undefined;
  if (!read) throw badRequest(unknownField(field, kind));
  const isEqual = sign !== "!=";
  return { field, value, isEqual, test: (object: KubeObject) => (read(object) === value) === isEqual };
}

function splitTerms(text: string): string[] {
  return text.match(/(?:[^\\,]|\\.|\\$)+/gs) ?? [];
}

function unescaped(value: string): string {
  const wrong = /^(?:[^\\,=]|\\[\\,=])*/.exec(value)?.[0].length ?? 0;
  if (wrong === value.length) return value.replace(/\\([\\,=])/g, "$1");
  const sign = value[wrong] ?? "";
  if (sign !== "\\") throw badRequest(`invalid field selector: unescaped character in value: ${sign.codePointAt(0)}`);
  throw badRequest(`invalid field selector: invalid escape sequence: ${value.slice(wrong, wrong + 2)}`);
}

/** Kinds of the core group have a list of their own in Kubernetes, and words of their own for what is not on it. */
function unknownField(field: string, kind: KindDefinition): string {
  if (apiVersionOf(kind) === "v1" && kind.selectable) return `field label not supported: ${field}`;
  if (apiVersionOf(kind) === "batch/v1" && kind.kind === "Job")
    return `field label ${JSON.stringify(field)} not supported for Job`;
  const known = [...Object.keys(metadataFields), ...Object.keys(kind.selectable ?? {})];
  return `${JSON.stringify(field)} is not a known field selector: only ${known.map((name) => JSON.stringify(name)).join(", ")}`;
}

function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
