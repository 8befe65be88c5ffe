import type { ServerResponse } from "node:http";

/** As Kubernetes limits what an answer may warn of in all. */
const mostCharacters = 4096;

/** Adds a `Warning` header (299) for each message that is new, until its answer has begun. */
export function warningsOn(response: ServerResponse): (message: string) => void {
  const told = new Set<string>();
  let characters = 0;
  return (message) => {
    characters += message.length;
    if (told.has(message) || characters > mostCharacters || response.headersSent) return;
    told.add(message);
    response.setHeader("warning", [...told].map(headerOf));
  };
}

/** A quoted string of RFC 7230; what a header cannot carry is written as JSON writes it. */
function headerOf(message: string): string {
  const ascii = message.replace(/[^\x20-\x7e]/g, (character) => JSON.stringify(character).slice(1, -1));
  const safe = ascii.replace(/[^\x20-\x7e]/g, "?");
  return `299 - "${safe.replace(/["\\]/g, "\\$&")}"`;
}
