import type { LabelSelector } from "./types";

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
