import { ClusterError } from "@/server/lib/errors";

/** What an answer looks like: its text form, and what the object is turned into before. */
export interface Representation {
  readonly mediaType: MediaType;
  readonly as?: Transform;
}

export type MediaType = "application/json" | "application/yaml";

/** An object in another kind's clothes, as `as=Table;v=v1;g=meta.k8s.io` asks for. */
export interface Transform {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
}

interface Range {
  readonly type: string;
  readonly quality: number;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Offered {
  /** Defaults to JSON and YAML. */
  readonly mediaTypes?: readonly MediaType[];
  /** `kind.version.group` of what an object may be turned into. */
  readonly transforms?: ReadonlySet<string>;
  /** Whether the answer goes on (a watch). */
  readonly isStream?: boolean;
}

const texts: readonly MediaType[] = ["application/json", "application/yaml"];

/** What metadata and tables are asked for by. */
export const metaTransforms: ReadonlySet<string> = new Set(
  ["Table", "PartialObjectMetadata", "PartialObjectMetadataList"].flatMap((kind) =>
    ["v1", "v1beta1"].map((version) => `${kind}.${version}.meta.k8s.io`),
  ),
);

/**
 * The first of an `Accept` header's ranges, in their order of preference, that can be given. Throws `NotAcceptable` in
 * Kubernetes' words: those of its router when no type fits, those of its negotiation when only the parameters do not.
 */
export function negotiate(accept: string | undefined, offered: Offered = {}): Representation {
  const { mediaTypes = texts, transforms = new Set(), isStream = false } = offered;
  const ranges = rangesOf(accept);
  if (!ranges.some((range) => texts.some((type) => isWithin(type, range)))) throw noSuchType();
  for (const range of ranges) {
    const mediaType = mediaTypes.find((type) => isWithin(type, range));
    const as = transformIn(range);
    const isKnown = as === undefined || transforms.has(`${as.kind}.${as.version}.${as.group}`);
    const stream = range.parameters.get("stream");
    if (mediaType && isKnown && (stream === undefined || stream === "watch")) return { mediaType, ...(as && { as }) };
  }
  throw onlyTypes(mediaTypes.map((type) => (isStream ? `${type};stream=watch` : type)));
}

function rangesOf(accept: string | undefined): readonly Range[] {
  const text = accept?.trim() ? accept : "*/*";
  return text
    .split(",")
    .map(rangeOf)
    .toSorted((one, other) => other.quality - one.quality);
}

function rangeOf(text: string): Range {
  const [type = "", ...rest] = text.split(";").map((part) => part.trim());
  const pairs = rest.map((part): [string, string] => {
    const [name = "", value = ""] = part.split("=", 2);
    return [name.trim(), value.trim().replace(/^"(.*)"$/, "$1")];
  });
  const parameters = new Map(pairs);
  const quality = Number(parameters.get("q") ?? 1);
  return { type: type.toLowerCase(), quality: Number.isNaN(quality) ? 1 : quality, parameters };
}

function isWithin(type: MediaType, range: Range): boolean {
  return range.quality > 0 && (range.type === type || range.type === "application/*" || range.type === "*/*");
}

function transformIn({ parameters }: Range): Transform | undefined {
  const [kind, group, version] = [parameters.get("as"), parameters.get("g"), parameters.get("v")];
  if (kind === undefined && group === undefined && version === undefined) return undefined;
  return { kind: kind ?? "", group: group ?? "", version: version ?? "" };
}

function noSuchType(): ClusterError {
  const says = `406: Not Acceptable\n\nAvailable representations: ${texts.join(", ")}`;
  return new ClusterError("NotAcceptable", { says, about: {} });
}

function onlyTypes(types: readonly string[]): ClusterError {
  return new ClusterError("NotAcceptable", {
    says: `only the following media types are accepted: ${types.join(", ")}`,
  });
}
