"use client";

/** Words of a program, set apart from the sentence before them. Nothing where there are none. */
export function Quoted({ text }: { text?: string | undefined }) {
  return text ? <span className="text-soft" dir="auto">{` “${text}”`}</span> : null;
}
