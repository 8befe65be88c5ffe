import type { IncomingMessage } from "node:http";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { refuseDeep } from "@/server/objects/plain";
import { parseYamlLoosely } from "@/server/objects/yaml";
import { duplicateKeys } from "./duplicateKeys";
import { protobufType, readProtobuf } from "./protobuf/readProtobuf";

/** As Kubernetes' API server limits it. */
export const maxBodyBytes = 3 * 1024 * 1024;

export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

const yamlType = "application/yaml";

/** Of whole objects; a patch has types of its own. */
const objectTypes = ["application/json", yamlType, protobufType];

/** The body as JSON, undefined when there is none. Throws `UnsupportedMediaType` unless it is one of the types. */
export async function readJson(request: IncomingMessage, types: readonly string[] = objectTypes): Promise<unknown> {
  const body = await readBody(request);
  if (body.length === 0) return undefined;
  const type = mediaTypeOf(request);
  // Kubernetes takes a body without a type for JSON.
  if (type !== "" && !types.includes(type)) throw unsupportedType(types);
  if (type === yamlType) return parseYaml(body.toString()).value;
  if (type !== protobufType) return shallow(parseJson(body.toString()));
  const read = await readProtobuf(body);
  if (!read) throw unsupportedType(types.filter((one) => one !== protobufType));
  return read;
}

/** A whole object, and what it says twice (the last one counts), in Kubernetes' words; protobuf cannot. */
export async function readObject(request: IncomingMessage): Promise<{ value: unknown; duplicates: readonly string[] }> {
  const type = mediaTypeOf(request);
  if (type === protobufType || !["", ...objectTypes].includes(type))
    return { value: await readJson(request), duplicates: [] };
  const text = (await readBody(request)).toString();
  if (type === yamlType) return parseYaml(text);
  const value = shallow(parseJson(text));
  return { value, duplicates: duplicateKeys(text).map((field) => `duplicate field ${JSON.stringify(field)}`) };
}

function parseYaml(text: string): { value: unknown; duplicates: readonly string[] } {
  try {
    const { value, duplicates } = parseYamlLoosely(text);
    return { value: shallow(value ?? undefined), duplicates };
  } catch (cause) {
    if (cause instanceof ClusterError) throw cause;
    throw new ClusterError("BadRequest", { says: `the body of the request is not YAML: ${messageOf(cause)}`, cause });
  }
}

/** Looked at before anything walks it: Kubernetes stops at 10,000 levels, here no walk of the stack may overflow. */
function shallow(value: unknown): unknown {
  refuseDeep(value);
  return value;
}

/** Undefined for none. Throws `BadRequest`. */
export function parseJson(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ClusterError("BadRequest", { says: `the body of the request is not JSON: ${messageOf(cause)}`, cause });
  }
}

export function unsupportedType(types: readonly string[]): ClusterError {
  const says = `the body of the request was in an unknown format - accepted media types include: ${types.join(", ")}`;
  return new ClusterError("UnsupportedMediaType", { says });
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += (chunk as Buffer).length;
      // What is too much is still read to its end (and dropped), so that the client gets to hear the answer.
      if (size <= maxBodyBytes) chunks.push(chunk as Buffer);
      else if (size > maxBodyBytes * 4) throw tooLarge();
    }
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError("BadRequest", { says: "the body of the request was cut", cause: error });
  }
  if (size > maxBodyBytes) throw tooLarge();
  return Buffer.concat(chunks);
}

function tooLarge(): ClusterError {
  return new ClusterError("RequestEntityTooLarge", { says: `Request entity too large: limit is ${maxBodyBytes}` });
}
