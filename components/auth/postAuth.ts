/** What came of a request to better-auth: `wrong` credentials, too many tries, or what it says itself. */
export type AuthAnswer =
  | { readonly result: "done" | "wrong" | "tooMany" | "unreachable" }
  | { readonly result: "failed"; readonly says: string };

export async function signIn(email: string, password: string): Promise<AuthAnswer> {
  try {
    const answer = await fetch("/api/auth/sign-in/email", {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-pilothouse": "console" },
      body: JSON.stringify({ email, password }),
    });
    if (answer.ok) return { result: "done" };
    if (answer.status === 401 || answer.status === 400) return { result: "wrong" };
    if (answer.status === 429) return { result: "tooMany" };
    if (answer.status >= 502) return { result: "unreachable" };
    const body: unknown = await answer.json().catch(() => undefined);
    const says: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "message") : undefined;
    return { result: "failed", says: typeof says === "string" ? says : `HTTP ${answer.status}` };
  } catch {
    return { result: "unreachable" };
  }
}
