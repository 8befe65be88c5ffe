import { ClusterError } from "@/server/lib/errors";
import type { KubeObject, LabelSelector } from "./types";

type Labels = Readonly<Record<string, string>> | undefined;

/** A `metav1.LabelSelector`: an empty one matches everything, an absent one nothing. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return false;
  return (
    matchesLabels(selector.matchLabels, labels) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      const value = labels?.[key];
      if (operator === "In") return value !== undefined && values.includes(value);
      if (operator === "NotIn") return value === undefined || !values.includes(value);
      return (operator === "Exists") === (value !== undefined);
    })
  );
}

/** A Service's or a ReplicationController's plain map: every pair must be there. */
export function matchesLabels(wanted: Labels, labels: Labels): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels?.[key] === value);
}

const requirement =
  /^\s*(?:(!)\s*([^\s,=!()]+)|([^\s,=!()]+)\s+(in|notin)\s*\(([^()]*)\)|([^\s,=!()]+)\s*(==|=|!=)\s*([^\s,=!()]*)|([^\s,=!()]+))\s*(?:,|$)/;

/** The text form: `app=web,tier in (a,b),!old`. Throws `BadRequest` on anything else. */
export function parseLabelSelector(text: string): (labels: Labels) => boolean {
  const tests: ((labels: Labels) => boolean)[] = [];
  for (let rest = text; rest.trim() !== ""; ) {
    const found = requirement.exec(rest);
    if (!found) throw unparsable("label selector", text);
    rest = rest.slice(found[0].length);
    const [, not, absent = "", setKey = "", set, list = "", pairKey = "", sign, value = "", present = ""] = found;
    if (not) tests.push((labels) => labels?.[absent] === undefined);
    else if (set) tests.push(inSet(setKey, set === "in", list));
    else if (sign) tests.push((labels) => (labels?.[pairKey] === value) === (sign !== "!="));
    else tests.push((labels) => labels?.[present] !== undefined);
  }
  return (labels) => tests.every((test) => test(labels));
}

function inSet(key: string, isWanted: boolean, list: string): (labels: Labels) => boolean {
  const values = new Set(list.split(",").map((value) => value.trim()));
  return (labels) => {
    const value = labels?.[key];
    return value === undefined ? !isWanted : values.has(value) === isWanted;
  };
}

/** `metadata.name=a,status.phase!=Running`, by the fields that the kind offers. Throws `BadRequest`. */
export function parseFieldSelector(
  text: string,
  selectable: Readonly<Record<string, (object: KubeObject) => string>> = {},
): (object: KubeObject) => boolean {
  const tests = text.split(",").flatMap((part) => {
    if (part.trim() === "") return [];
    const found = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*$/.exec(part);
    if (!found) throw unparsable("field selector", text);
    const [, field = "", sign, wanted] = found;
    const read = metadataFields[field] ?? selectable[field];
    if (!read) throw new ClusterError("BadRequest", { says: `field label not supported: ${field}` });
    return [(object: KubeObject) => (read(object) === wanted) === (sign !== "!=")];
  });
  return (object) => tests.every((test) => test(object));
}

const metadataFields: Readonly<Record<string, (object: KubeObject) => string>> = {
  "metadata.name": (object) => object.metadata.name,
  "metadata.namespace": (object) => object.metadata.namespace ?? "",
};

function unparsable(what: string, text: string): ClusterError {
  return new ClusterError("BadRequest", { says: `unable to parse the ${what} "${text}"` });
}
