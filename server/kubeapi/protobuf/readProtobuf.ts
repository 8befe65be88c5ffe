import { ClusterError, messageOf } from "@/server/lib/errors";
import { decodeMessage, type Messages } from "./decode";

/** What Kubernetes' typed clients send (`kubectl create`, client-go), unless they are told to send JSON. */
export const protobufType = "application/vnd.kubernetes.protobuf";

/** Every such body begins with it. */
const magic = Buffer.from("k8s\0");

/** `runtime.Unknown`: what a body is, and its bytes. */
const envelope: Messages = {
  envelope: { 1: ["typeMeta", "typeMeta", ""], 2: ["raw", "bytes", ""] },
  typeMeta: { 1: ["apiVersion", "string", ""], 2: ["kind", "string", ""] },
};

interface Envelope {
  readonly typeMeta?: { readonly apiVersion?: string; readonly kind?: string };
  readonly raw?: string;
}

/** The object in a body, as JSON; undefined for a kind that has no protobuf (custom ones). Throws `BadRequest` for nonsense. */
export async function readProtobuf(body: Buffer): Promise<object | undefined> {
  const { default: fields } = await import("./fields.generated.json");
  const messages = fields as unknown as Messages;
  try {
    if (!body.subarray(0, magic.length).equals(magic)) throw new RangeError("it does not begin as one");
    const { typeMeta = {}, raw = "" } = decodeMessage(envelope, "envelope", body.subarray(magic.length)) as Envelope;
    const { apiVersion = "", kind = "" } = typeMeta;
    const message = messageNamed(messages, apiVersion, kind);
    if (message === undefined) return undefined;
    return { kind, apiVersion, ...decodeMessage(messages, message, Buffer.from(raw, "base64")) };
  } catch (cause) {
    const says = `the body of the request is not protobuf of Kubernetes: ${messageOf(cause)}`;
    throw new ClusterError("BadRequest", { says, cause });
  }
}

/** `apps/v1` and `Deployment` → `apps.v1.Deployment`; options are a kind of every group. */
function messageNamed(messages: Messages, apiVersion: string, kind: string): string | undefined {
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  const names = [`${group.split(".")[0]}.${version}.${kind}`, `meta.v1.${kind}`];
  return names.find((name) => Object.hasOwn(messages, name));
}
