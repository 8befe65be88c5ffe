"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId } from "react";
import type { Problem } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Glyph } from "@/components/ui/Glyph";
import { Kbd } from "@/components/ui/Kbd";

interface FormDialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** The word on the button that does it. */
  readonly submit: string;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly isBusy: boolean;
  /** What the server said to the last try; what was filled in stays. */
  readonly problem: Problem | undefined;
  /** What of it is said beside a field (`problemAt`), and so not again below. */
  readonly ownFields?: readonly string[];
  readonly children: ReactNode;
  readonly isWide?: boolean;
}

/** What the server said about one field. */
export function problemAt(problem: Problem | undefined, field: string): string | undefined {
  return problem?.fields.find((one) => one.field === field)?.message;
}

/** A small form over the page: Enter in a field sends it, Escape leaves it. */
export function FormDialog({ title, description, submit, onSubmit, onClose, ...rest }: FormDialogProps) {
  const ui = useTranslations("ui");
  const { isBusy, problem, ownFields = [], children, isWide } = rest;
  const left = problem && { ...problem, fields: problem.fields.filter(({ field }) => !ownFields.includes(field)) };
  const isSaid = problem !== undefined && problem.fields.length > 0 && left?.fields.length === 0;
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onSubmit();
  };
  return (
    <Dialog
      isOpen
      {...(isWide ? { isWide } : {})}
      onClose={onClose}
      title={title}
      description={description}
      acts={
        <>
          <Button onClick={onClose}>
            {ui("cancel")} <Kbd combo="escape" />
          </Button>
          <Button type="submit" form={id} look="solid" disabled={isBusy} aria-busy={isBusy || undefined}>
            {submit} <Kbd combo="enter" />
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={send} noValidate className="grid gap-3 pb-4">
        {children}
        {left && !isSaid ? <ProblemText problem={left} /> : null}
      </form>
    </Dialog>
  );
}

/** The server's own sentence, and what it says of each field. */
function ProblemText({ problem: { says, reason, fields } }: { problem: Problem }) {
  const ui = useTranslations("ui");
  return (
    <div role="alert" className="grid gap-1 text-bad [overflow-wrap:anywhere]">
      <p className="flex items-baseline gap-2.5">
        <Glyph shape="critical" />
        <span>{reason === "Unreachable" ? ui("unreachable") : says || reason}</span>
      </p>
      {fields.map(({ field, message }) => (
        <p key={`${field}${message}`} className="ml-[19px] text-sm">
          <code>{field}</code> {message}
        </p>
      ))}
    </div>
  );
}
