/** What a path of the Kubernetes API is about. */
export interface ResourcePath {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** Below a namespace these are its own subresources, everything else is a resource in it. */
const ofNamespace = new Set(["status", "finalize", "history"]);

/** `/apis/apps/v1/namespaces/default/deployments/web/scale` in its parts; undefined when it is about no resource. */
export function parseResourcePath(pathname: string): ResourcePath | undefined {
  const parts = decoded(pathname);
  const at = parts?.[0] === "api" ? 1 : parts?.[0] === "apis" ? 2 : 0;
  if (!parts || at === 0 || parts.length < at + 2) return undefined;
  const group = at === 1 ? "" : (parts[1] ?? "");
  const version = parts[at] ?? "";
  const rest = parts.slice(at + 1);
  const [first = "", second, third] = rest;
  const isInNamespace = first === "namespaces" && third !== undefined && !(group === "" && ofNamespace.has(third));
  const [resource = "", name, subresource, ...more] = isInNamespace ? rest.slice(2) : rest;
  if (more.length > 0 || resource === "") return undefined;
  return {
    group,
    version,
    resource,
    ...(isInNamespace && second !== undefined && { namespace: second }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

function decoded(pathname: string): string[] | undefined {
  try {
    const parts = pathname.split("/").slice(1).map(decodeURIComponent);
    if (parts.at(-1) === "") parts.pop();
    return parts.includes("") ? undefined : parts;
  } catch {
    return undefined;
  }
}
