import type { IncomingMessage } from "node:http";
import { type MediaType, metaTransforms, negotiate, type Transform } from "./negotiate";
import { isSet } from "./options";
import type { Form } from "./respond";
import { type IncludeObject, includeObjectIn } from "./view";

/** How one request wants its answer: in which text, as what, and how much of the object in a table's rows. */
export interface Shape extends Form {
  readonly as?: Transform;
  readonly includeObject: IncludeObject;
}

/** Throws `NotAcceptable` for what cannot be given, before anything is done. */
export function shapeOf(
  request: IncomingMessage,
  query: URLSearchParams,
  { on, method, isRaw }: { readonly on: string; readonly method: string; readonly isRaw?: boolean },
): Shape {
  const isStream = on === "collection" && method === "GET" && isSet(query, "watch");
  const { as, mediaType } = negotiate(isRaw ? undefined : request.headers.accept, {
    transforms: metaTransforms,
    isStream,
    ...(isStream && { mediaTypes: ["application/json"] }),
  });
  const includeObject = as?.kind === "Table" ? includeObjectIn(query) : "Metadata";
  return { ...formOf(request, query, mediaType), includeObject, ...(as && { as }) };
}

/** Programs that people look through: what they get is written in lines unless told otherwise, as in Kubernetes. */
const readers = ["curl", "Wget", "Mozilla/5.0"];

function formOf(request: IncomingMessage, query: URLSearchParams, mediaType: MediaType): Form {
  const asked = query.get("pretty");
  const agent = request.headers["user-agent"] ?? "";
  const isPretty = asked
    ? ["1", "t", "true"].includes(asked.toLowerCase())
    : readers.some((one) => agent.startsWith(one));
  return { mediaType, isPretty };
}

/** An error is told in a text form that the client takes, and in JSON to whoever takes none. */
export function errorForm(request: IncomingMessage): Form {
  const types = (request.headers.accept ?? "").replace(/;[^,]*/g, "");
  const query = new URLSearchParams((request.url ?? "").split("?")[1]);
  try {
    return formOf(request, query, negotiate(types).mediaType);
  } catch {
    return formOf(request, query, "application/json");
  }
}
