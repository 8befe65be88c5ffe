import { type Locale, localeCookie } from "./locales";

const yearSeconds = 31_536_000;

/** Remembers the language in this browser; the page must be rendered again to show it. */
export function setLocale(locale: Locale): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${localeCookie}=${locale}; path=/; max-age=${yearSeconds}; samesite=lax`;
}
