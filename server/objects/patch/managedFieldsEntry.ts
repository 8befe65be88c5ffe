import type { Fields } from "./fieldSet";

/** Who set which fields, and when: `metav1.ManagedFieldsEntry`. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** RFC 3339, to the second. */
  readonly time?: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: Fields;
  /** The door: `status`, `scale`; left out for the main one. */
  readonly subresource?: string;
}
