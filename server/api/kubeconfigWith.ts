import { kubeconfigOf, urlHost } from "@/server/access/kubeconfig";
import type { Context } from "./context";

/**
 * A kubeconfig for the one who asks, with this token in it; undefined where the API has no port. Where the API listens
 * on every address, its address is the one by which this person reached the console.
 */
export function kubeconfigWith({ services, subject, headers }: Context, token: string): string | undefined {
  const door = services.apiDoor;
  if (!door) return undefined;
  const host = door.host ?? hostIn(headers.get("host")) ?? "127.0.0.1";
  return kubeconfigOf({
    server: `https://${urlHost(host)}:${door.port}`,
    authority: door.authority(),
    ...(!door.hasName(host) && { serverName: "kubernetes" }),
    user: subject.name,
    token,
  });
}

/** `example.com` of `example.com:3000`, and an address without its brackets. */
function hostIn(header: string | null): string | undefined {
  const url = `http://${header}`;
  return header && URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
}
