"use client";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/Link";

interface ListSwitchProps {
  readonly label: string;
  readonly options: readonly { readonly href: string; readonly label: string; readonly isCurrent: boolean }[];
}

/** One of a few lists of a place. A link each: the other list begins without this one's filter and order. */
export function ListSwitch({ label, options }: ListSwitchProps) {
  return (
    <nav aria-label={label} className="flex h-[30px] rounded-md border border-line-strong p-0.5 phone:h-9">
      {options.map((option) => (
        <Link
          key={option.href}
          href={option.href}
          aria-current={option.isCurrent ? "page" : undefined}
          className={cn(
            "flex items-center rounded-sm px-2.5 whitespace-nowrap text-soft hover:text-ink",
            option.isCurrent && "bg-selected font-medium text-ink",
          )}
        >
          {option.label}
        </Link>
      ))}
    </nav>
  );
}
