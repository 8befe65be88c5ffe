"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { User } from "./userColumns";

const roles = ["viewer", "operator", "deployer", "admin"] as const;

/** The roles, each with what it may do. */
export function RoleChoice({ value, onChange }: { value: User["role"]; onChange: (role: User["role"]) => void }) {
  const t = useTranslations("users");
  const name = useId();
  return (
    <fieldset className="grid gap-px overflow-hidden rounded-lg border border-line bg-line">
      <legend className="sr-only">{t("column.role")}</legend>
      {roles.map((role) => (
        <label
          key={role}
          className="grid cursor-pointer grid-cols-[auto_84px_1fr] items-baseline gap-2.5 bg-raised px-3 py-2 hover:bg-hover has-checked:bg-selected"
        >
          <input
            type="radio"
            name={name}
            className="size-3.5 translate-y-0.5 accent-solid"
            checked={value === role}
            onChange={() => onChange(role)}
          />
          <span className="font-medium">{t(`role.${role}`)}</span>
          <span className="text-soft">{t(`may.${role}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}
