import { groupNames, resourcesIn } from "./discovery";
import { type Offer, versionsOf } from "./offers";

/** What a client names in `Accept` to have the whole of discovery in one answer. */
export const aggregatedType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/** `apidiscovery.k8s.io/v2`: of `/api` the core group, of `/apis` all others. */
export function aggregated(offers: readonly Offer[], root: "api" | "apis"): object {
  const groups = root === "api" ? [""] : groupNames(offers);
  const items = groups.map((group) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versionsOf(offers, group).map((version) => ({
      version,
      resources: resourcesIn(offers, group === "" ? version : `${group}/${version}`).map(resourceOf),
      freshness: "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function resourceOf(offer: Offer): object {
  const { plural, singular, isNamespaced, kind, verbs, shortNames, categories, subresources } = offer;
  return {
    resource: plural,
    responseKind: { group: "", version: "", kind },
    scope: isNamespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map(({ name, group = "", version = "", kind, verbs }) => ({
        subresource: name,
        responseKind: { group, version, kind },
        verbs,
      })),
    }),
  };
}
