"use client";
import { useTranslations } from "next-intl";
import { useMe } from "./useMe";

/** Which cluster this is, and what drives it. */
export function ClusterBadge() {
  const t = useTranslations("shell.engine");
  const me = useMe();
  return (
    <div className="flex h-[34px] items-center gap-2 rounded-md border border-line bg-raised px-2">
      <Mark />
      <b className="clip font-semibold">{me?.cluster.name ?? ""}</b>
      <span className="clip text-faint">{me ? t(me.cluster.engine) : ""}</span>
    </div>
  );
}

export function Mark() {
  return (
    <span aria-hidden="true" className="relative size-[18px] shrink-0 rounded-[5px] bg-solid">
      <i className="absolute inset-[5px] rotate-45 rounded-full border-2 border-on-solid border-r-transparent" />
    </span>
  );
}
