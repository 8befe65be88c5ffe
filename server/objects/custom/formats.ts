import ipaddr from "ipaddr.js";

type Format = (text: string) => boolean;

const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const dateTime = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const duration = /^[+-]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;
const longDuration =
  /^\d+ *(?:nano|nanosecond|micro|microsecond|milli|millisecond|s|sec|second|m|min|minute|h|hr|hour|d|day|w|wk|week)s?$/;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/;
const mailbox = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/;
const uuidOf = (version: string, variant = "0-9a-f") =>
  new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${version}[0-9a-f]{3}-?[${variant}][0-9a-f]{3}-?[0-9a-f]{12}$`, "i");
const anyUuid = uuidOf("[0-9a-f]");

/** The formats of strings that Kubernetes checks; any other says nothing about its value. */
export const stringFormats: Readonly<Record<string, Format>> = {
  "date-time": (text) => dateTime.test(text) && !Number.isNaN(Date.parse(text)),
  datetime: (text) => dateTime.test(text) && !Number.isNaN(Date.parse(text)),
  date: (text) => date.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text,
  duration: (text) => duration.test(text) || longDuration.test(text),
  byte: (text) => base64.test(text),
  uuid: (text) => anyUuid.test(text),
  uuid3: (text) => uuidOf("3").test(text),
  uuid4: (text) => uuidOf("4", "89ab").test(text),
  uuid5: (text) => uuidOf("5", "89ab").test(text),
  ipv4: (text) => ipaddr.IPv4.isValidFourPartDecimal(text),
  ipv6: (text) => ipaddr.IPv6.isValid(text) && !text.includes("%"),
  cidr: (text) => ipaddr.isValidCIDR(text),
  mac: (text) => /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text),
  hostname: (text) =>
    text.length <= 255 && text !== "" && text.split(".").every((part) => label.test(part) && !part.startsWith("_")),
  email: (text) => mailbox.test(text),
  uri: (text) => isUri(text),
  hexcolor: (text) => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text),
  rgbcolor: (text) => /^rgb\(\s*(?:\d{1,3}\s*,\s*){2}\d{1,3}\s*\)$/.test(text),
  isbn10: (text) => /^(?:\d{9}X|\d{10})$/.test(text.replace(/[\s-]/g, "")),
  isbn13: (text) => /^\d{13}$/.test(text.replace(/[\s-]/g, "")),
  creditcard: (text) => /^\d{13,19}$/.test(text.replace(/\D/g, "")),
  ssn: (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text),
};

/** As Go's `url.ParseRequestURI`: a path, or a scheme with something behind it. */
function isUri(text: string): boolean {
  if (/[\s\p{Cc}]/u.test(text)) return false;
  return text.startsWith("/") || /^[A-Za-z][A-Za-z0-9+.-]*:.+/.test(text);
}
