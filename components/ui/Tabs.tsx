"use client";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export interface Tab<K extends string> {
  readonly key: K;
  readonly label: ReactNode;
  readonly content: ReactNode;
}

interface TabsProps<K extends string> {
  readonly value: K;
  readonly onChange: (key: K) => void;
  readonly tabs: readonly Tab<K>[];
  readonly label: string;
}

/** Parts of a page, one at a time. What is hidden is not mounted. */
export function Tabs<K extends string>({ value, onChange, tabs, label }: TabsProps<K>) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as K)} className="grid min-w-0 gap-4">
      <Radix.List
        aria-label={label}
        className="flex gap-4 overflow-x-auto overflow-y-hidden shadow-[inset_0_-1px_0_var(--color-line)]"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.key}
            value={tab.key}
            className="flex h-9 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-soft hover:text-ink focus-visible:outline-offset-[-2px] data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.key} value={tab.key} className="grid min-w-0 gap-4 outline-none">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
