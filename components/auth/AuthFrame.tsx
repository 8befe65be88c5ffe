import type { ReactNode } from "react";
import { Mark } from "@/components/shell/ClusterBadge";

/** One column in the middle, with the mark above. */
export function AuthFrame({ title, says, children }: { title: string; says?: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh justify-items-center p-5 pt-[16vh] phone:pt-[8vh]">
      <div className="grid w-full max-w-[340px] content-start gap-5">
        <div className="flex items-center gap-2 text-[15px] font-semibold">
          <Mark />
          Pilothouse
        </div>
        <div className="grid gap-1">
          <h1 className="text-lg tracking-[-0.018em]">{title}</h1>
          {says ? <p className="text-soft">{says}</p> : null}
        </div>
        {children}
      </div>
    </main>
  );
}
