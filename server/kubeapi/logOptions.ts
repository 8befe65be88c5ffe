import type { LogOptions } from "@/server/cluster/cluster";
import { ClusterError, type FieldError } from "@/server/lib/errors";

/** A log's options out of the query (`core/v1.PodLogOptions`); what is wrong with them is said as Kubernetes says it. */
export function logOptions(query: URLSearchParams, pod: string): LogOptions {
  const sinceTime = timeIn(query);
  const numbers = {
    tailLines: wholeNumber(query, "tailLines"),
    limitBytes: wholeNumber(query, "limitBytes"),
    sinceSeconds: wholeNumber(query, "sinceSeconds"),
  };
  const stream = query.get("stream") ?? "";
  const fields = [
    ...atLeast("tailLines", numbers.tailLines, 0),
    ...atLeast("limitBytes", numbers.limitBytes, 1),
    ...(numbers.sinceSeconds !== undefined && sinceTime !== undefined ? [bothSince] : []),
    ...atLeast("sinceSeconds", numbers.sinceSeconds, 1),
    ...wrongStream(stream, numbers.tailLines),
  ];
  if (fields.length > 0) throw invalid(pod, fields);
  const container = query.get("container");
  return {
    ...(container && { container }),
    follow: isTrue(query, "follow"),
    previous: isTrue(query, "previous"),
    timestamps: isTrue(query, "timestamps"),
    ...numbers,
    ...(sinceTime !== undefined && { sinceTime }),
    ...(stream !== "" && { stream: stream as LogOptions["stream"] }),
  };
}

const bothSince: FieldError = {
  field: "[]",
  reason: "FieldValueForbidden",
  message: "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
};

const streams = ["All", "Stderr", "Stdout"];

/** As with the feature gate PodLogsQuerySplitStreams. */
function wrongStream(stream: string, tailLines: number | undefined): FieldError[] {
  if (stream !== "" && !streams.includes(stream)) {
    const message = `Unsupported value: "${stream}": supported values: ${streams.map((one) => `"${one}"`).join(", ")}`;
    return [{ field: "stream", reason: "FieldValueNotSupported", message }];
  }
  if (stream === "" || stream === "All" || tailLines === undefined) return [];
  const message = "Forbidden: `tailLines` and specific `stream` are mutually exclusive for now";
  return [{ field: "tailLines", reason: "FieldValueForbidden", message }];
}

function atLeast(field: string, value: number | undefined, least: 0 | 1): FieldError[] {
  if (value === undefined || value >= least) return [];
  const must = least === 0 ? "must be greater than or equal to 0" : "must be greater than 0";
  return [{ field, reason: "FieldValueInvalid", message: `Invalid value: ${value}: ${must}` }];
}

function invalid(pod: string, fields: readonly FieldError[]): ClusterError {
  const told = fields.map(({ field, message }) => `${field}: ${message}`);
  const list = told.length === 1 ? told[0] : `[${told.join(", ")}]`;
  const about = { kind: "PodLogOptions", name: pod };
  return new ClusterError("Invalid", { says: `PodLogOptions "${pod}" is invalid: ${list}`, fields, about });
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw new ClusterError("BadRequest", { says: `strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax` });
}

function timeIn(query: URLSearchParams): string | undefined {
  const text = query.get("sinceTime");
  if (!text) return undefined;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))
    return text;
  const says = `parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(text)} as "2006"`;
  throw new ClusterError("BadRequest", { says });
}

/** As Kubernetes reads a boolean of a query: all but these is true. */
function isTrue(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !["false", "0"].includes(text.toLowerCase());
}
