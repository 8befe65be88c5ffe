"use client";
import { AccountMenu } from "./AccountMenu";
import { ClusterBadge } from "./ClusterBadge";
import { NavList } from "./NavList";

export function Rail() {
  return (
    <aside className="flex min-h-0 flex-col gap-3.5 overflow-y-auto border-r border-line bg-panel px-2 py-2.5 phone:hidden">
      <ClusterBadge />
      <NavList />
      <div className="mt-auto">
        <AccountMenu />
      </div>
    </aside>
  );
}
