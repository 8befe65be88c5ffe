import { timestamp } from "@/server/lib/clock";
import { apiVersionOf } from "@/server/objects/kind";
import { resetBy, untouchedBy } from "@/server/objects/patch/doorFields";
import { fieldTypeOf } from "@/server/objects/patch/fieldType";
import { entriesAfterUpdate, isReset, readEntries } from "@/server/objects/patch/managedFields";
import type { ManagedFieldsEntry } from "@/server/objects/patch/managedFieldsEntry";
import type { KubeObject } from "@/server/objects/types";
import type { AdmissionRequest, AdmissionStep } from "../request";

/**
 * Writes down whose the fields are that this write sets (`metadata.managedFields`). What comes after this step is the
 * platform's doing, and nobody's, as in Kubernetes. Object and old come without managedFields; they are in `owners`.
 */
export const fieldOwners: AdmissionStep = {
  name: "fieldOwners",
  admit(object, request, { clock }) {
    const entries = request.owners && entriesOf(object, { ...request, owners: request.owners }, timestamp(clock));
    return entries === undefined || entries.length === 0 ? object : withEntries(object, entries);
  },
};

type Owned = AdmissionRequest & { readonly owners: NonNullable<AdmissionRequest["owners"]> };

function entriesOf(object: KubeObject, request: Owned, now: string): readonly ManagedFieldsEntry[] {
  const { kind, old, owners, subresource, verb } = request;
  if (owners.applied) return owners.applied;
  const entries = startingFrom(request);
  // An object that nobody was written down for stays so, until somebody applies.
  if (entries.length === 0 && verb === "update") return entries;
  const by = { manager: owners.manager, apiVersion: apiVersionOf(kind), now, ...(subresource && { subresource }) };
  return entriesAfterUpdate(entries, {
    type: fieldTypeOf(kind.schema),
    before: old ?? {},
    after: object,
    by,
    reset: resetBy(kind, subresource),
    except: untouchedBy(kind, subresource),
  });
}

/** A writer may set the owners, or have them forgotten, by the main door; what cannot be read counts as not sent. */
function startingFrom({ owners, subresource }: Owned): readonly ManagedFieldsEntry[] {
  const { live = [], sent } = owners;
  if (subresource || sent === undefined || sent === live) return live;
  if (isReset(sent)) return [];
  const read = readEntries(sent);
  return read === undefined || read.length === 0 ? live : read;
}

/** Where the owners stand in the object for the rest of its way. */
function withEntries(object: KubeObject, entries: readonly ManagedFieldsEntry[]): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}
