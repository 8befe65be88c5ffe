"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

export const popClass =
  "z-50 min-w-44 rounded-lg border border-line-strong bg-raised p-1 shadow-pop animate-[appear_100ms_ease-out]";
export const itemClass =
  "flex min-h-[30px] cursor-pointer items-center gap-2 rounded-md px-2.5 outline-none select-none data-[highlighted]:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:opacity-55 phone:min-h-10";

export interface MenuItem {
  readonly key: string;
  readonly label: ReactNode;
  readonly aside?: ReactNode;
  readonly onSelect: () => void;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly startsGroup?: boolean;
}

/** A button's further acts. */
export function Menu({
  trigger,
  items,
  align = "end",
}: {
  trigger: ReactNode;
  items: readonly MenuItem[];
  align?: "start" | "end";
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} collisionPadding={8} className={popClass}>
          {items.map((item) => (
            <div key={item.key}>
              {item.startsGroup ? <Radix.Separator className="my-1 h-px bg-line" /> : null}
              <Radix.Item
                {...(item.isDisabled ? { disabled: true } : {})}
                onSelect={item.onSelect}
                className={cn(itemClass, item.isDanger && "text-bad")}
              >
                {item.label}
                {item.aside ? <span className="ml-auto pl-6 text-faint">{item.aside}</span> : null}
              </Radix.Item>
            </div>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
