import { ClusterError, messageOf } from "@/server/lib/errors";
import type { Address, Outgoing } from "@/server/lib/outgoing";
import { isMap } from "@/server/objects/patch/json";
import type { EndpointSlice, Service } from "@/server/objects/types";
import type { Lookups } from "../request";

/** How a webhook is reached, as in `WebhookClientConfig`. */
export interface ClientConfig {
  readonly url?: string;
  readonly service?: {
    readonly namespace: string;
    readonly name: string;
    readonly path?: string;
    readonly port?: number;
  };
  /** PEM in base64. */
  readonly caBundle?: string;
}

export interface WebhookCall {
  readonly config: ClientConfig;
  readonly review: object;
  readonly timeoutSeconds: number;
}

/** Calls a webhook and gives the `response` of its review. Rejects with a `ClusterError` whatever went wrong. */
export type CallWebhook = (call: WebhookCall) => Promise<Readonly<Record<string, unknown>>>;

const maxAnswerBytes = 3 * 1024 * 1024;

/** Webhooks at a URL, or behind a Service: one of its ready endpoints is called directly. */
export function webhookCaller(outgoing: Outgoing, lookups: Lookups): CallWebhook {
  return async ({ config, review, timeoutSeconds }) => {
    const target = config.service ? await behind(config.service, lookups) : { url: new URL(config.url ?? "") };
    target.url.searchParams.set("timeout", `${timeoutSeconds}s`);
    const { status, body } = await outgoing.post({
      ...target,
      body: JSON.stringify(review),
      timeoutMs: timeoutSeconds * 1_000,
      maxBytes: maxAnswerBytes,
      ...(config.caBundle && { ca: Buffer.from(config.caBundle, "base64").toString() }),
    });
    if (status !== 200)
      throw new ClusterError("InternalError", { says: `the server responded with status code ${status}` });
    return responseIn(body);
  };
}

function responseIn(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    if (isMap(answer) && isMap(answer.response)) return answer.response;
  } catch (error) {
    throw new ClusterError("InternalError", { says: `the answer is not JSON: ${messageOf(error)}` });
  }
  throw new ClusterError("InternalError", { says: "Webhook response was absent" });
}

async function behind(
  { namespace, name, path = "", port = 443 }: NonNullable<ClientConfig["service"]>,
  lookups: Lookups,
): Promise<{ readonly url: URL; readonly at: Address & { readonly port: number } }> {
  const url = new URL(`https://${name}.${namespace}.svc:${port}${path}`);
  const service = (await lookups.get("services", { namespace, name })) as Service | undefined;
  if (!service) throw new ClusterError("Unavailable", { says: `Post "${url.href}": service "${name}" not found` });
  const named = service.spec.ports?.find((one) => one.port === port);
  if (!named)
    throw new ClusterError("Unavailable", {
      says: `Post "${url.href}": no service port ${port} found for service "${name}"`,
    });
  const slices = (await lookups.list("endpointslices.discovery.k8s.io", namespace)) as readonly EndpointSlice[];
  for (const slice of slices) {
    if (slice.metadata.labels?.["kubernetes.io/service-name"] !== name) continue;
    const own = slice.ports?.find((one) => (one.name ?? "") === (named.name ?? ""));
    const ready = slice.endpoints?.find(({ conditions }) => conditions?.ready !== false);
    const address = ready?.addresses[0];
    if (own?.port && address)
      return { url, at: { address, port: own.port, family: slice.addressType === "IPv6" ? 6 : 4 } };
  }
  throw new ClusterError("Unavailable", { says: `Post "${url.href}": no endpoints available for service "${name}"` });
}
