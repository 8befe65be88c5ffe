"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useHotkey } from "@/components/keys/KeysProvider";
import { Input } from "./Input";
import { Kbd } from "./Kbd";

interface FilterInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly placeholder?: string;
}

/** The filter of a list: `/` goes there, Escape clears it, then leaves it. Tells others 120 ms after the last key. */
export function FilterInput({ value, onChange, label, placeholder }: FilterInputProps) {
  const t = useTranslations("ui");
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const told = useRef(value);
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = text;
      onChange(text);
    }, 120);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  useHotkey({ keys: "/", label: t("keys.filter"), run: () => input.current?.focus() });
  return (
    <div className="relative w-full max-w-[340px] phone:max-w-none">
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (text) setText("");
          else input.current?.blur();
        }}
        className="pr-8 [&::-webkit-search-cancel-button]:hidden"
      />
      <Kbd combo="/" className="pointer-events-none absolute top-1.5 right-1.5" />
    </div>
  );
}
