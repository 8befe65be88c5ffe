/** Where to go after signing in: a path of this console, never another site. */
export function safeTarget(to: string | null | undefined): string {
  if (!to || !/^\/(?![/\\])/.test(to) || /^\/(sign-in|setup)/.test(to)) return "/";
  return to;
}
