/** Reads one header, however the caller holds them. */
export type HeaderOf = (name: string) => string | undefined;

export interface OriginSettings {
  /** Origins beside the console's own, as `https://console.example.com`: where a proxy rewrites the host. */
  readonly trusted: readonly string[];
}

/** Set by the console's own pages on every call; a form of another site cannot set it. */
const consoleHeader = "x-pilothouse";

/**
 * Whether a request that may change something, or opens a socket, comes from a page of this console. A browser says
 * `Origin` on all of those; what says none is no page (curl, a test) and must carry the console's header instead.
 */
export function isOwnOrigin(header: HeaderOf, { trusted }: OriginSettings): boolean {
  const origin = header("origin");
  if (origin === undefined) return header(consoleHeader) !== undefined && header("sec-fetch-site") !== "cross-site";
  if (trusted.includes(origin)) return true;
  return hostOf(origin) !== undefined && hostOf(origin) === header("host")?.toLowerCase();
}

/** The origins that a request to this host may come from, for better-auth's own check. */
export function originsFor(host: string | null | undefined, { trusted }: OriginSettings): string[] {
  return host ? [...trusted, `http://${host}`, `https://${host}`] : [...trusted];
}

function hostOf(origin: string): string | undefined {
  try {
    const url = new URL(origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.host : undefined;
  } catch {
    return undefined;
  }
}
