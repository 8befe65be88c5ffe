import type { ReactNode } from "react";
import { cn } from "./cn";

/**
 * What a page's parts stand in. `isList`: takes exactly the height of the window, so that its one list scrolls inside
 * itself.
 */
export function Page({ children, isList }: { children: ReactNode; isList?: boolean }) {
  return (
    <div
      className={cn(
        "grid content-start gap-4 p-5 phone:p-3.5",
        isList && "h-full grid-rows-[auto_auto_minmax(0,1fr)] phone:gap-3",
      )}
    >
      {children}
    </div>
  );
}
