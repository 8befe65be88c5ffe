import ipaddr from "ipaddr.js";

/**
 * Rules for names and keys; each gives what is wrong in Kubernetes' words, nothing when all is well
 * (apimachinery/pkg/util/validation).
 */
export type Rule = (value: string) => string[];

const label1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const value1 = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
const configKey = "[-._a-zA-Z0-9]+";
const header = "[-A-Za-z0-9]+";

const whole = (pattern: string) => new RegExp(`^${pattern}$`);
const patterns = {
  label: whole(label1123),
  label1035: whole(label1035),
  subdomain: whole(subdomain1123),
  qualified: whole(qualified),
  value: whole(value1),
  configKey: whole(configKey),
  header: whole(header),
};

function used(says: string, pattern: string, ...examples: readonly string[]): string {
  if (examples.length === 0) return `${says} (regex used for validation is '${pattern}')`;
  const text = examples.map((example) => `'${example}', `).join(" or ");
  return `${says} (e.g. ${text}regex used for validation is '${pattern}')`;
}

const labelSays = used(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  label1123,
  "my-name",
  "123-abc",
);
const label1035Says = used(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  label1035,
  "my-name",
  "abc-123",
);
const subdomainSays = used(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  subdomain1123,
  "example.com",
);
const partWords =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const partSays = used(partWords, qualified, "MyName", "my.name", "123-abc");
const valueSays = used(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  value1,
  "MyValue",
  "my_value",
  "12345",
);

function longerThan(value: string, most: number, unit = "characters"): string[] {
  return value.length > most ? [`must be no more than ${most} ${unit}`] : [];
}

/** `my-name`: names of Namespaces, Services, containers, volumes. */
export const dnsLabel: Rule = (value) => {
  const long = longerThan(value, 63);
  if (patterns.label.test(value)) return long;
  return [...long, patterns.subdomain.test(value) ? "must not contain dots" : labelSays];
};

/** `my-name`, with a letter first: what custom kinds and their versions are called. */
export const dns1035Label: Rule = (value) => [
  ...longerThan(value, 63),
  ...(patterns.label1035.test(value) ? [] : [label1035Says]),
];

/** `my.name`: names of most kinds. */
export const dnsSubdomain: Rule = (value) => [
  ...longerThan(value, 253),
  ...(patterns.subdomain.test(value) ? [] : [subdomainSays]),
];

/** `*.example.com` or `example.com`: what a route or listener may be bound to. */
export const wildcardHost: Rule = (value) => dnsSubdomain(value.startsWith("*.") ? value.slice(2) : value);

/** `example.com/my-name` or `my-name`: keys of labels and annotations. */
export const qualifiedName: Rule = (value) => {
  const parts = value.split("/");
  if (parts.length > 2) {
    const says = `a valid label key ${partSays} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
    return [says];
  }
  const errors: string[] = [];
  const [prefix, name = ""] = parts.length === 2 ? parts : [undefined, value];
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined) errors.push(...dnsSubdomain(prefix).map((says) => `prefix part ${says}`));
  if (name === "") errors.push("name part must be non-empty");
  else errors.push(...longerThan(name, 63).map((says) => `name part ${says}`));
  if (!patterns.qualified.test(name)) errors.push(`name part ${partSays}`);
  return errors;
};

export const labelValue: Rule = (value) => [
  ...longerThan(value, 63, "bytes"),
  ...(patterns.value.test(value) ? [] : [valueSays]),
];

/** `http`: names of container ports, and ports that are named (IANA_SVC_NAME). */
export const portName: Rule = (value) => {
  const errors = longerThan(value, 15);
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(value)) errors.push("must contain at least one letter (a-z)");
  if (value.includes("--")) errors.push("must not contain consecutive hyphens");
  if (value.startsWith("-") || value.endsWith("-")) errors.push("must not begin or end with a hyphen");
  return errors;
};

export const configMapKey: Rule = (value) => {
  const errors = longerThan(value, 253);
  if (!patterns.configKey.test(value))
    errors.push(
      used(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        configKey,
        "key.name",
        "KEY_NAME",
        "key-name",
      ),
    );
  if (value === ".") errors.push("must not be '.'");
  else if (value === "..") errors.push("must not be '..'");
  else if (value.startsWith("..")) errors.push("must not start with '..'");
  else if (value === "__proto__") errors.push("must not be '__proto__'");
  return errors;
};

export const envName: Rule = (value) =>
  /^[ -<>-~]+$/.test(value)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];

export const headerName: Rule = (value) =>
  patterns.header.test(value)
    ? []
    : [used("a valid HTTP header must consist of alphanumeric characters or '-'", header, "X-Header-Name")];

/** What HTTP lets a header hold (RFC 9110, field-value): with anything else each request would fail. */
export const headerValue: Rule = (value) => [
  ...(value.length > 4096 ? ["must be no more than 4096 bytes"] : []),
  ...(/^[\t\x20-\x7e]*$/.test(value) ? [] : ["must hold nothing but printable ASCII characters, spaces and tabs"]),
];

export const ipAddress: Rule = (value) =>
  isIp(value) ? [] : ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"];

export const cidr: Rule = (value) =>
  ipaddr.isValidCIDR(value) ? [] : ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"];

export function isIp(value: string): boolean {
  return ipaddr.IPv6.isValid(value) || ipaddr.IPv4.isValidFourPartDecimal(value);
}

export function isIpv6(value: string): boolean {
  return ipaddr.IPv6.isValid(value);
}

/** A generated name ends in five more characters: a dash at the end of the prefix is no fault. */
export function asPrefix(rule: Rule): Rule {
  return (value) => rule(value.replace(/-+$/, "a"));
}

/** A name that becomes a part of a path, whatever its kind allows. */
export const pathSegment: Rule = (value) => {
  if (value === "." || value === "..") return [`may not be '${value}'`];
  return ["/", "%"].filter((part) => value.includes(part)).map((part) => `may not contain '${part}'`);
};

const wildcard = `\\*\\.${subdomain1123}`;
const wildcardSays = used(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  wildcard,
  "*.example.com",
);

/** `*.example.com`, as an Ingress takes it. */
export const wildcardSubdomain: Rule = (value) => [
  ...longerThan(value, 253),
  ...(whole(wildcard).test(value) ? [] : [wildcardSays]),
];
