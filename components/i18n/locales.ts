/** The languages of the console, each with its name in itself. */
export const locales = { en: "English", "zh-CN": "简体中文" } as const;

export type Locale = keyof typeof locales;

export const localeCookie = "pilothouse-locale";

/** The locale of a visit: the cookie's, else the first of the browser's languages that there is, else English. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (cookie && cookie in locales) return cookie as Locale;
  for (const part of (acceptLanguage ?? "").split(",")) {
    const language = part.trim().toLowerCase();
    if (language.startsWith("zh")) return "zh-CN";
    if (language.startsWith("en")) return "en";
  }
  return "en";
}
