"use client";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** One sentence under the title. */
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** The buttons, the one that acts last. */
  readonly acts?: ReactNode;
  readonly isWide?: boolean;
}

/** Focus stays inside; Escape and a click outside close it. */
export function Dialog({ isOpen, onClose, title, description, children, acts, isWide }: DialogProps) {
  return (
    <Radix.Root open={isOpen} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-[12vh] left-1/2 z-50 grid max-h-[80vh] w-[calc(100vw-24px)] -translate-x-1/2 grid-rows-[auto_minmax(0,1fr)_auto] overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop outline-none animate-[appear_120ms_ease-out] phone:top-[6vh]",
            isWide ? "max-w-[860px]" : "max-w-[460px]",
          )}
        >
          <header className="grid gap-1 px-4 pt-4 pb-3">
            <Radix.Title className="text-[15px] leading-6 font-semibold">{title}</Radix.Title>
            {description ? (
              <Radix.Description asChild>
                <div className="text-soft [overflow-wrap:anywhere]">{description}</div>
              </Radix.Description>
            ) : null}
          </header>
          <div className="min-h-0 overflow-auto px-4 pb-1">{children}</div>
          {acts ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-panel px-4 py-3">{acts}</footer>
          ) : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
