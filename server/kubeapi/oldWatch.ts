import { parseResourcePath } from "./requestPath";

const prefix = /^(\/api\/[^/]+|\/apis\/[^/]+\/[^/]+)\/watch(\/.+)$/;

/**
 * `/api/v1/watch/namespaces/default/pods/web`, as clients asked before `?watch=true`: the same as a watch of the collection,
 * of the one name if there is one. Any other address is given back as it is.
 */
export function withoutOldWatch(url: URL): URL {
  const [, root, rest] = prefix.exec(url.pathname) ?? [];
  if (root === undefined || rest === undefined) return url;
  const moved = new URL(url);
  moved.pathname = `${root}${rest}`;
  moved.searchParams.set("watch", "true");
  const name = parseResourcePath(moved.pathname)?.name;
  if (name === undefined) return moved;
  moved.pathname = moved.pathname.replace(/\/[^/]+\/?$/, "");
  const selected = url.searchParams.get("fieldSelector");
  moved.searchParams.set("fieldSelector", `${selected ? `${selected},` : ""}metadata.name=${name}`);
  return moved;
}
