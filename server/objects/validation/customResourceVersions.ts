import type { FieldError } from "@/server/lib/errors";
import type { CustomResourceDefinition } from "../types";
import { duplicate, forbidden, invalid, invalidEach, oneOf, required } from "./fieldErrors";
import { dns1035Label } from "./names";

type Spec = CustomResourceDefinition["spec"];
type Version = Spec["versions"][number];

/** Whether every version says the same of this: Kubernetes then speaks of it as of the whole definition's. */
export function isShared(versions: readonly Version[], part: keyof Version): boolean {
  const [first, ...others] = versions.map((version) => JSON.stringify(version[part]));
  return others.every((other) => other === first);
}

export function validateVersions({ spec }: CustomResourceDefinition): FieldError[] {
  const versions = spec.versions ?? [];
  const names = versions.map(({ name }) => name);
  const storage = versions.filter((version) => version.storage);
  const whole = versions.length === 0 ? (spec.versions ?? null) : versions.map(goForm);
  return [
    ...versions.flatMap((version, index) => validateVersion(version, `spec.versions[${index}]`)),
    ...sharedParts(versions),
    ...(new Set(names).size < names.length
      ? [invalid("spec.versions", whole, "must contain unique version names")]
      : []),
    ...(storage.length === 1
      ? []
      : [invalid("spec.versions", whole, "must have exactly one version marked as storage version")]),
    ...(versions[0] ? invalidEach("spec.version", versions[0].name, dns1035Label(versions[0].name ?? "")) : []),
  ];
}

/** A version as Go prints its struct. */
function goForm({ name, served, storage, deprecated = false, deprecationWarning }: Version): object {
  return {
    Name: name,
    Served: served,
    Storage: storage,
    Deprecated: deprecated,
    DeprecationWarning: deprecationWarning ?? null,
    Schema: null,
    Subresources: null,
    AdditionalPrinterColumns: null,
    SelectableFields: null,
  };
}

function validateVersion(version: Version, field: string): FieldError[] {
  const { name, deprecated, deprecationWarning, schema } = version;
  return [
    ...invalidEach(`${field}.name`, name, dns1035Label(name ?? "")),
    ...(deprecationWarning !== undefined && !deprecated
      ? [invalid(`${field}.deprecationWarning`, deprecationWarning, "can only be set for deprecated versions")]
      : []),
    ...(schema?.openAPIV3Schema ? [] : [required(`${field}.schema.openAPIV3Schema`)]),
  ];
}

/** Parts that all versions share are told once, as Kubernetes does. */
function sharedParts(versions: readonly Version[]): FieldError[] {
  const checks = [
    ["additionalPrinterColumns", validateColumns],
    ["subresources", validateSubresources],
  ] as const;
  return checks.flatMap(([part, check]) =>
    isShared(versions, part)
      ? versions.slice(0, 1).flatMap((version) => check(version, "spec"))
      : versions.flatMap((version, index) => check(version, `spec.versions[${index}]`)),
  );
}

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"];

function validateColumns({ additionalPrinterColumns = [] }: Version, field: string): FieldError[] {
  return additionalPrinterColumns.flatMap(({ name, type, format, jsonPath }, index) => {
    const at = `${field}.additionalPrinterColumns[${index}]`;
    return [
      ...(name ? [] : [required(`${at}.name`)]),
      ...among(type, `${at}.type`, columnTypes),
      ...(format ? among(format, `${at}.format`, columnFormats) : []),
      ...simplePath(jsonPath, `${at}.JSONPath`),
    ];
  });
}

function among(value: string | undefined, field: string, choices: readonly string[]): FieldError[] {
  if (!value) return [required(field)];
  return choices.includes(value) ? [] : [invalid(field, value, `must be one of ${choices.join(",")}`)];
}

function simplePath(path: string | undefined, field: string): FieldError[] {
  if (!path) return [required(field)];
  return path.startsWith(".") ? [] : [invalid(field, path, "must be a simple json path starting with .")];
}

function validateSubresources({ subresources }: Version, field: string): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const at = `${field}.subresources.scale`;
  const below = (path: string | undefined, name: string, roots: readonly string[]) => {
    const wrong = simplePath(path, `${at}.${name}`);
    if (wrong.length > 0 || roots.some((root) => path?.startsWith(`${root}.`))) return wrong;
    return [invalid(`${at}.${name}`, path, `should be a json path under ${roots.join(" or ")}`)];
  };
  return [
    ...below(specReplicasPath, "specReplicasPath", [".spec"]),
    ...below(statusReplicasPath, "statusReplicasPath", [".status"]),
    ...(labelSelectorPath ? below(labelSelectorPath, "labelSelectorPath", [".spec", ".status"]) : []),
  ];
}

export function validateConversion(conversion: Spec["conversion"]): FieldError[] {
  const field = "spec.conversion";
  const { strategy, webhook } = conversion ?? {};
  const strategies = oneOf(strategy, `${field}.strategy`, ["None", "Webhook"]);
  if (strategies.length > 0) return strategies;
  const clientField = `${field}.webhookClientConfig`;
  const { clientConfig, conversionReviewVersions: reviews = [] } = webhook ?? {};
  if (strategy === "None") {
    const says = "should not be set when strategy is not set to Webhook";
    return [
      ...(clientConfig ? [forbidden(clientField, says)] : []),
      ...(reviews.length > 0 ? [forbidden(`${field}.conversionReviewVersions`, says)] : []),
    ];
  }
  return [
    ...(clientConfig
      ? validateClient(clientConfig, clientField)
      : [required(clientField, "required when strategy is set to Webhook")]),
    ...validateReviews(reviews, `${field}.conversionReviewVersions`),
  ];
}

function validateReviews(reviews: readonly string[], field: string): FieldError[] {
  if (reviews.length === 0) return [required(field)];
  const isKnown = reviews.some((version) => version === "v1" || version === "v1beta1");
  const twice = reviews.flatMap((version, index) =>
    reviews.indexOf(version) < index ? [duplicate(`${field}[${index}]`, version)] : [],
  );
  return [...twice, ...(isKnown ? [] : [invalid(field, reviews, "must include at least one of v1, v1beta1")])];
}

interface Client {
  readonly url?: string;
  readonly service?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly path?: string;
    readonly port?: number;
  };
}

/** How a webhook is reached: of a conversion, or of admission. */
export function validateClient({ url, service }: Client, field: string): FieldError[] {
  if ((url === undefined) === (service === undefined))
    return [required(field, "exactly one of url or service is required")];
  if (url !== undefined) return validateUrl(url, `${field}.url`);
  return [
    ...(service?.name ? [] : [required(`${field}.service.name`, "service name is required")]),
    ...(service?.namespace ? [] : [required(`${field}.service.namespace`, "service namespace is required")]),
    ...validatePort(service?.port ?? 443, `${field}.service.port`),
    ...(!service?.path || service.path.startsWith("/")
      ? []
      : [invalid(`${field}.service.path`, service.path, "must start with a '/'")]),
  ];
}

function validatePort(port: number, field: string): FieldError[] {
  const isPort = port >= 1 && port <= 65_535;
  return isPort ? [] : [invalid(field, port, "port is not valid: must be between 1 and 65535, inclusive")];
}

const form = "desired format: https://host[/path]";

function validateUrl(text: string, field: string): FieldError[] {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return [required(field, `url must be a valid URL: ${form}`)];
  return [
    ...(url.protocol === "https:"
      ? []
      : [invalid(field, url.protocol.slice(0, -1), `'https' is the only allowed URL scheme; ${form}`)]),
    ...(url.host ? [] : [invalid(field, url.host, `host must be specified; ${form}`)]),
    ...(url.username || url.password
      ? [invalid(field, url.username, "user information is not permitted in the URL")]
      : []),
    ...(url.hash ? [invalid(field, url.hash.slice(1), "fragments are not permitted in the URL")] : []),
    ...(url.search ? [invalid(field, url.search.slice(1), "query parameters are not permitted in the URL")] : []),
  ];
}
