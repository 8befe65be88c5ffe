import http from "node:http";
import type { Clock } from "@/server/lib/clock";

/** Pages that are being started are waited for this long. */
const patienceMs = 8000;
const retryMs = 100;
const agentOptions = { keepAlive: true, maxSockets: 64 };

const waitingPage = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Pilothouse</title>
<p>The console's pages are being started. This page asks again by itself; pods and traffic are not affected.</p></html>
`;

/** Passes a request on to the pages process by its socket. One that is being restarted is waited for. */
export function pagesProxy(socketPath: string, clock: Clock) {
  const agent = new http.Agent(agentOptions);
  return (request: http.IncomingMessage, response: http.ServerResponse): void => {
    const deadlineMs = clock.monotonicMs() + patienceMs;
    let upstream: http.ClientRequest | undefined;
    response.once("close", () => upstream?.destroy());
    const attempt = () => {
      const { method, url, headers } = request;
      const to = http.request({ socketPath, method, path: url, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.once("error", () => response.destroy());
      });
      upstream = to;
      to.once("error", () => {
        if (response.headersSent || response.destroyed) response.destroy();
        else if (isRepeatable(request) && clock.monotonicMs() < deadlineMs) clock.after(retryMs, attempt);
        else sayWaiting(response);
      });
      if (isRepeatable(request)) to.end();
      else request.pipe(to);
    };
    attempt();
  };
}

function isRepeatable({ method }: http.IncomingMessage): boolean {
  return method === "GET" || method === "HEAD";
}

function sayWaiting(response: http.ServerResponse): void {
  response.writeHead(503, {
    "content-type": "text/html; charset=utf-8",
    "retry-after": "2",
    "cache-control": "no-store",
  });
  response.end(waitingPage);
}
