import type { ResourcePath } from "../requestPath";
import type { Family, Labels, Sample } from "./promText";

/** What a request was, as it is counted. Without a path: about nothing that there is, so that nobody makes up labels. */
export interface Seen {
  readonly method: string;
  readonly isWatch: boolean;
  readonly isDryRun: boolean;
  path?: ResourcePath;
}

/** Kubernetes' buckets of `apiserver_request_duration_seconds`. */
const buckets = [
  ...[0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2],
  ...[3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60],
];

interface Counted {
  readonly labels: Labels;
  count: number;
}

interface Timed extends Counted {
  readonly perBucket: number[];
  sumSeconds: number;
}

/** Counts the requests of the API, under the names and labels by which Kubernetes' API server tells of its own. */
export class RequestMetrics {
  readonly #totals = new Map<string, Counted>();
  readonly #durations = new Map<string, Timed>();
  readonly #running = { mutating: 0, readOnly: 0 };
  #watches = 0;

  /** A request begins; the answer is called with its code once it is over. Watches are counted, but have no duration. */
  begin(seen: Seen, nowMs: () => number): (code: number) => void {
    const startMs = nowMs();
    const change = (by: number) => {
      if (seen.isWatch) this.#watches += by;
      else this.#running[isMutating(seen.method) ? "mutating" : "readOnly"] += by;
    };
    change(1);
    return (code) => {
      change(-1);
      const labels = labelsOf(seen);
      const total = counted(this.#totals, { ...labels, code: String(code) }, (labels) => ({ labels, count: 0 }));
      total.count++;
      if (!seen.isWatch) this.#time(labels, (nowMs() - startMs) / 1000);
    };
  }

  families(): readonly Family[] {
    return [
      {
        name: "apiserver_request_total",
        help: "Requests, by verb, resource and the code of the answer.",
        type: "counter",
        samples: [...this.#totals.values()].map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: "apiserver_request_duration_seconds",
        help: "How long answers took, by verb and resource; watches are not among them.",
        type: "histogram",
        samples: [...this.#durations.values()].flatMap(histogram),
      },
      {
        name: "apiserver_current_inflight_requests",
        help: "Requests that are being answered, watches apart.",
        type: "gauge",
        samples: Object.entries(this.#running).map(([kind, value]) => ({ labels: { request_kind: kind }, value })),
      },
      {
        name: "apiserver_longrunning_requests",
        help: "Watches that are open.",
        type: "gauge",
        samples: [{ labels: { verb: "WATCH", component: "apiserver" }, value: this.#watches }],
      },
    ];
  }

  #time(labels: Labels, seconds: number): void {
    const timed = counted(this.#durations, labels, (labels) => {
      return { labels, count: 0, sumSeconds: 0, perBucket: buckets.map(() => 0) };
    });
    timed.count++;
    timed.sumSeconds += seconds;
    const at = buckets.findIndex((most) => seconds <= most);
    if (at >= 0) timed.perBucket[at] = (timed.perBucket[at] ?? 0) + 1;
  }
}

function counted<T>(known: Map<string, T>, labels: Labels, make: (labels: Labels) => T): T {
  const key = Object.values(labels).join("\0");
  const found = known.get(key) ?? make(labels);
  known.set(key, found);
  return found;
}

function histogram({ labels, perBucket, sumSeconds, count }: Timed): Sample[] {
  let below = 0;
  const cumulative = buckets.map((most, at) => {
    below += perBucket[at] ?? 0;
    return { suffix: "_bucket", labels: { ...labels, le: String(most) }, value: below };
  });
  return [
    ...cumulative,
    { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
    { suffix: "_sum", labels, value: sumSeconds },
    { suffix: "_count", labels, value: count },
  ];
}

function labelsOf({ method, path, isWatch, isDryRun }: Seen): Labels {
  const { group = "", version = "", resource = "", subresource = "", namespace, name } = path ?? {};
  const isCollection = path !== undefined && name === undefined;
  const scope = path === undefined ? "" : name ? "resource" : namespace ? "namespace" : "cluster";
  return {
    verb: verbOf(method, { isWatch, isCollection }),
    dry_run: isDryRun ? "All" : "",
    group,
    version,
    resource,
    subresource,
    scope,
    component: "apiserver",
  };
}

const methods = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);

function verbOf(method: string, { isWatch, isCollection }: { isWatch: boolean; isCollection: boolean }): string {
  if (isWatch) return "WATCH";
  if (method === "GET" && isCollection) return "LIST";
  if (method === "DELETE" && isCollection) return "DELETECOLLECTION";
  return methods.has(method) ? method : "OTHER";
}

function isMutating(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}
