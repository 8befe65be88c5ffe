import type { ServerResponse } from "node:http";
import { sendText } from "./respond";

/** `/healthz`, `/livez` and `/readyz`, which anybody may ask. False when the path is none of them. */
export function answerHealth(
  { isReady }: { isReady?(): boolean },
  pathname: string,
  response: ServerResponse,
): boolean {
  if (pathname === "/healthz" || pathname === "/livez") sendText(response, 200, plain("ok"));
  else if (pathname !== "/readyz") return false;
  else if (isReady?.() ?? true) sendText(response, 200, plain("ok"));
  else sendText(response, 500, plain("[-]store failed: it cannot write now\nreadyz check failed\n"));
  return true;
}

function plain(text: string) {
  return { text, type: "text/plain; charset=utf-8" };
}
