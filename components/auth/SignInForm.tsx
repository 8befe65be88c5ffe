"use client";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/Button";
import { Field, Input } from "@/components/ui/Input";
import { signIn } from "./postAuth";
import { safeTarget } from "./safeTarget";

export function SignInForm() {
  const t = useTranslations("auth.signIn");
  const target = safeTarget(useSearchParams().get("to"));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    const answer = await signIn(String(form.get("email")).trim(), String(form.get("password")));
    if (answer.result === "done") return window.location.assign(target);
    setBusy(false);
    setProblem(answer.result === "failed" ? t("failed", { says: answer.says }) : t(answer.result));
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={t("email")}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" required autoFocus />}
      </Field>
      <Field label={t("password")}>
        {(field) => <Input {...field} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      <p role="alert" className="min-h-5 text-bad">
        {problem}
      </p>
      <Button type="submit" look="solid" size="large" disabled={isBusy} aria-busy={isBusy || undefined}>
        {t("submit")}
      </Button>
    </form>
  );
}
