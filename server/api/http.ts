import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { fromNodeHeaders } from "better-auth/node";
import { addressHeader } from "@/server/access/openAccess";
import { isOwnOrigin, type OriginSettings } from "@/server/access/origins";
import { messageOf } from "@/server/lib/errors";
import { createContext } from "./context";
import { appRouter } from "./root";
import { contentSecurityPolicy, securityHeaders } from "./securityHeaders";
import type { Services } from "./services";

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Health {
  readonly isReady: boolean;
  readonly parts: Readonly<Record<string, { readonly isReady: boolean; readonly says?: string }>>;
}

export interface ConsoleServerOptions {
  readonly services: Services;
  /** Passes everything that is not ours on to the pages. The nonce is in the request's `x-nonce`. */
  readonly pages: RequestListener;
  /** Better-auth's own handler, as `openAccess` gives it. */
  readonly auth: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly origins: OriginSettings;
  health(): Promise<Health> | Health;
}

const mostBodyBytes = 4 * 2 ** 20;
/** Of better-auth's many ways in, the ones that the console uses. */
const authPaths = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out", "/api/auth/get-session"]);

/** The console's whole HTTP side, as one listener for any server. */
export function createConsoleServer(options: ConsoleServerOptions): RequestListener {
  return (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    request.headers[addressHeader] = addressOf(request);
    handle(request, response, options).catch((error) => {
      options.services.log.error({ error: messageOf(error), path: pathOf(request) }, "a request failed");
      answer(response, 500, { reason: "InternalError", says: "Something went wrong on our side." });
    });
  };
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ConsoleServerOptions,
): Promise<void> {
  const path = pathOf(request);
  if (path === "/healthz" || path === "/readyz") {
    const health = await options.health();
    // Alive is who answers; ready is who can do everything.
    answer(response, path === "/healthz" || health.isReady ? 200 : 503, health);
    return;
  }
  if (!path.startsWith("/api/")) {
    toPages(request, response, options.pages);
    return;
  }
  response.setHeader("cache-control", "no-store");
  if (!isRead(request) && !isOwnOrigin(headerOf(request), options.origins)) {
    const says = "This request does not come from a page of this console, so it was not carried out.";
    answer(response, 403, { reason: "Forbidden", says });
    return;
  }
  if (path.startsWith("/api/trpc/")) await toRouter(request, response, options.services);
  else if (authPaths.has(path)) await options.auth(request, response);
  else answer(response, 404, { reason: "NotFound", says: `There is nothing at ${path}.` });
}

async function toRouter(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  await nodeHTTPRequestHandler({
    req: request,
    res: response,
    router: appRouter,
    path: pathOf(request).slice("/api/trpc/".length),
    maxBodySize: mostBodyBytes,
    createContext: () =>
      createContext(services, {
        headers: fromNodeHeaders(request.headers),
        ip: addressOf(request),
        setCookies: (cookies) => void response.appendHeader("set-cookie", [...cookies]),
      }),
  });
}

function toPages(request: IncomingMessage, response: ServerResponse, pages: RequestListener): void {
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy(nonce, request.headers.host);
  request.headers["x-nonce"] = nonce;
  request.headers["content-security-policy"] = policy;
  response.setHeader("content-security-policy", policy);
  pages(request, response);
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

function isRead({ method }: IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

function pathOf({ url = "/" }: IncomingMessage): string {
  const end = url.search(/[?#]/);
  return end < 0 ? url : url.slice(0, end);
}

function addressOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? "").replace(/^::ffff:/, "") || "local";
}

function headerOf(request: IncomingMessage): (name: string) => string | undefined {
  return (name) => {
    const value = request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}
