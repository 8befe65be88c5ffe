/** Ends the session and leaves; the page is loaded anew, so that nothing of it stays in memory. */
export async function signOut(): Promise<void> {
  await fetch("/api/auth/sign-out", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json", "x-pilothouse": "console" },
    body: "{}",
  }).catch(() => undefined);
  window.location.assign("/sign-in");
}
