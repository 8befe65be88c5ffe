import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";
import { cn } from "./cn";

export const inputClass =
  "h-[30px] w-full rounded-md border border-line-strong bg-raised px-2.5 text-ink placeholder:text-faint aria-invalid:border-bad phone:h-9 phone:text-[16px]";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input autoComplete="off" spellCheck={false} {...rest} className={cn(inputClass, className)} />;
}

interface FieldProps {
  readonly label: string;
  /** Quiet words under the field. */
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (props: {
    id: string;
    "aria-invalid": boolean | undefined;
    "aria-describedby": string | undefined;
  }) => ReactNode;
  readonly className?: string;
}

/** A label, its field, and what is wrong with it, joined for screen readers. */
export function Field({ label, hint, error, children, className }: FieldProps) {
  const id = useId();
  const about = error || hint ? `${id}-about` : undefined;
  return (
    <div className={cn("grid content-start gap-1", className)}>
      <label htmlFor={id} className="text-sm text-soft">
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": about })}
      {error ? (
        <p id={about} className="text-sm text-bad">
          {error}
        </p>
      ) : hint ? (
        <p id={about} className="text-sm text-faint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
