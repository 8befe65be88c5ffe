/** What a request asks for, in the words of OpenAPI's `x-kubernetes-action`; `log` and `connect` are subresources'. */
export type Action = "get" | "list" | "post" | "put" | "patch" | "delete" | "deletecollection" | "log" | "connect";

export interface QueryOption {
  readonly type: "string" | "integer" | "boolean";
  readonly says: string;
}

/** Every option that a query may carry, by its name. */
export const queryOptions = {
  allowWatchBookmarks: { type: "boolean", says: "Whether a watch also sends events of type BOOKMARK." },
  command: { type: "string", says: "The command to run; once for each of its words." },
  container: { type: "string", says: "The container; not needed when the pod has only one." },
  continue: { type: "string", says: "The token of the page before, to have the next one of the same list." },
  dryRun: {
    type: "string",
    says: "All: everything is checked and answered as if it were done, and nothing is stored.",
  },
  fieldManager: { type: "string", says: "Who makes the change; at most 128 printable characters." },
  fieldSelector: { type: "string", says: "Restricts the answer to objects with these values of fields." },
  fieldValidation: {
    type: "string",
    says: "Unknown and duplicate fields: Strict refuses them, Warn (unless told) drops them with a warning, Ignore drops them.",
  },
  follow: { type: "boolean", says: "Whether the log goes on as it is written." },
  force: { type: "boolean", says: "Whether an apply takes fields over that others manage." },
  gracePeriodSeconds: { type: "integer", says: "Seconds that the object has to end; 0 deletes at once." },
  labelSelector: { type: "string", says: "Restricts the answer to objects with these labels." },
  limit: { type: "integer", says: "The most objects in one answer; `continue` has the rest." },
  limitBytes: { type: "integer", says: "The most bytes of the log." },
  orphanDependents: { type: "boolean", says: "The older form of propagationPolicy: Orphan." },
  pretty: { type: "boolean", says: "Whether the answer is written in lines, for people." },
  previous: { type: "boolean", says: "Whether the log is that of the container's last end." },
  propagationPolicy: { type: "string", says: "What becomes of dependents: Background, Foreground or Orphan." },
  resourceVersion: { type: "string", says: "What the answer must include, or where a watch begins." },
  resourceVersionMatch: { type: "string", says: "How a list keeps to resourceVersion: Exact or NotOlderThan." },
  sendInitialEvents: { type: "boolean", says: "Whether a watch begins with all there is, and marks the end of it." },
  sinceSeconds: { type: "integer", says: "Only what was written in the last seconds." },
  sinceTime: { type: "string", says: "Only what was written since this time (RFC 3339)." },
  stderr: { type: "boolean", says: "Whether standard error is sent." },
  stdin: { type: "boolean", says: "Whether standard input is taken." },
  stdout: { type: "boolean", says: "Whether standard output is sent." },
  tailLines: { type: "integer", says: "The last lines only." },
  timeoutSeconds: { type: "integer", says: "How long a watch goes on." },
  timestamps: { type: "boolean", says: "Whether each line begins with its time." },
  tty: { type: "boolean", says: "Whether the command has a terminal." },
  watch: { type: "boolean", says: "Whether changes are sent as they happen, instead of a list." },
} as const satisfies Readonly<Record<string, QueryOption>>;

export type QueryName = keyof typeof queryOptions;

const lists: readonly QueryName[] = [
  "continue",
  "fieldSelector",
  "labelSelector",
  "limit",
  "resourceVersion",
  "resourceVersionMatch",
  "timeoutSeconds",
];
const writes: readonly QueryName[] = ["dryRun", "fieldManager", "fieldValidation"];
const deletes: readonly QueryName[] = ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"];

/** Which options which action takes, beside `pretty`. */
export const optionsOf: Readonly<Record<Action, readonly QueryName[]>> = {
  get: ["resourceVersion"],
  list: ["allowWatchBookmarks", ...lists, "sendInitialEvents", "watch"],
  post: writes,
  put: writes,
  patch: [...writes, "force"],
  delete: deletes,
  deletecollection: [...deletes, ...lists],
  log: ["container", "follow", "limitBytes", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps"],
  connect: ["command", "container", "stderr", "stdin", "stdout", "tty"],
};
