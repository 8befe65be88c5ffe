import type { CallWebhook, ClientConfig } from "@/server/admission/webhooks/client";
import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Random } from "@/server/lib/random";
import type { Convert } from "@/server/objects/custom/customKinds";
import { isMap } from "@/server/objects/patch/json";
import type { KubeObject } from "@/server/objects/types";

/** As Kubernetes' API server: a conversion holds up every read of the kind. */
const timeoutSeconds = 30;

/**
 * Asks a definition's webhook for objects in another of its versions (`ConversionReview`). Metadata is the engine's: of
 * what comes back only labels and annotations are taken. Throws `InternalError` in Kubernetes' words.
 */
export function webhookConversion(call: CallWebhook, random: Random): Convert {
  return async (definition, objects, apiVersion) => {
    const { webhook } = definition.spec.conversion ?? {};
    const name = `${definition.spec.group}/, Kind=${definition.spec.names.kind}`;
    const failed = (why: string) =>
      new ClusterError("InternalError", { says: `conversion webhook for ${name} failed: ${why}` });
    const review = {
      kind: "ConversionReview",
      apiVersion: "apiextensions.k8s.io/v1",
      request: { uid: random.uuid(), desiredAPIVersion: apiVersion, objects },
    };
    const answer = await call({ config: webhook?.clientConfig as ClientConfig, review, timeoutSeconds }).catch(
      (error: unknown) => Promise.reject(failed(messageOf(error))),
    );
    const { result, convertedObjects } = answer;
    if (isMap(result) && result.status !== "Success") throw failed(String(result.message ?? "no reason was told"));
    if (!Array.isArray(convertedObjects) || convertedObjects.length !== objects.length)
      throw failed(
        `webhook returned ${Array.isArray(convertedObjects) ? convertedObjects.length : 0} objects, expected ${objects.length}`,
      );
    return objects.map((object, index) => {
      const converted: unknown = convertedObjects[index];
      if (!isMap(converted) || converted.apiVersion !== apiVersion || converted.kind !== object.kind)
        throw failed(`invalid converted object at index ${index}`);
      const { labels, annotations } = (isMap(converted.metadata) ? converted.metadata : {}) as Partial<
        KubeObject["metadata"]
      >;
      const { labels: _labels, annotations: _annotations, ...metadata } = object.metadata;
      const whole = { ...metadata, ...(labels && { labels }), ...(annotations && { annotations }) };
      return { ...converted, metadata: whole } as unknown as KubeObject;
    });
  };
}
