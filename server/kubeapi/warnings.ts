import type { ServerResponse } from "node:http";

const mostTexts = 64;
const mostCharacters = 256;

/** Hands what a write has to say to its client: one `Warning` header (RFC 7234, 299) for each text, as Kubernetes does. */
export function warnIn(response: ServerResponse): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (response.headersSent || told.has(text) || told.size >= mostTexts) return;
    told.add(text);
    // Control characters would end the header; quotes and backslashes are written as in a quoted string.
    const plain = text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, " ").slice(0, mostCharacters);
    const safe = Buffer.from(plain.replace(/["\\]/g, "\\$&")).toString("latin1");
    response.appendHeader("warning", `299 - "${safe}"`);
  };
}
