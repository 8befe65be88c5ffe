"use client";
import { ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";
import { itemClass, popClass } from "./Menu";

interface SelectProps<V extends string> {
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly label?: string;
  readonly id?: string;
  readonly className?: string;
}

/** One of a few. The empty string is a value like another (radix itself keeps it for "nothing chosen"). */
export function Select<V extends string>({ value, onChange, options, label, id, className }: SelectProps<V>) {
  return (
    <Radix.Root value={`=${value}`} onValueChange={(next) => onChange(next.slice(1) as V)}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={cn(
          "inline-flex h-[30px] items-center justify-between gap-2 rounded-md border border-line-strong bg-raised px-2.5 whitespace-nowrap hover:bg-hover phone:h-9",
          className,
        )}
      >
        <Radix.Value />
        <ChevronDown aria-hidden="true" className="size-3.5 text-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={6}
          collisionPadding={8}
          className={cn(popClass, "max-h-80 overflow-auto")}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={`=${option.value}`}
                className={cn(itemClass, "data-[state=checked]:font-medium")}
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
