"use client";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { Field, Input } from "@/components/ui/Input";
import { checkSetup, type SetupProblems } from "./checkSetup";

/** Makes the first administrator, by the token of the one-time link, and signs that person in. */
export function SetupForm() {
  const t = useTranslations("auth.setup");
  const unreachable = useTranslations("ui")("unreachable");
  const token = useSearchParams().get("token") ?? "";
  const [problems, setProblems] = useState<SetupProblems>({});
  const [refusal, setRefusal] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  if (!token)
    return (
      <EmptyState
        title={t("noToken")}
        acts={
          <Button asChild>
            <a href="/sign-in">{t("toSignIn")}</a>
          </Button>
        }
      >
        {t("noTokenSays")}
      </EmptyState>
    );
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "");
    const filled = {
      name: text("name").trim(),
      email: text("email").trim(),
      password: text("password"),
      repeat: text("repeat"),
    };
    const found = checkSetup(filled);
    setProblems(found);
    setRefusal(undefined);
    if (Object.keys(found).length > 0) return;
    setBusy(true);
    try {
      const { name, email, password } = filled;
      await api.setup.redeem.mutate({ token, name, email, password });
      window.location.assign("/");
    } catch (error) {
      const problem = problemOf(error);
      setRefusal(
        problem.reason === "Unreachable"
          ? unreachable
          : [problem.says, ...problem.fields.map(({ message }) => message)].join(" "),
      );
      setBusy(false);
    }
  };
  const error = (name: keyof SetupProblems) => {
    const key = problems[name];
    return key ? t(key) : undefined;
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <Field label={t("name")} error={error("name")}>
        {(field) => <Input {...field} name="name" autoComplete="name" autoFocus />}
      </Field>
      <Field label={t("email")} error={error("email")}>
        {(field) => <Input {...field} name="email" type="email" autoComplete="username" />}
      </Field>
      <Field label={t("password")} hint={t("passwordHint")} error={error("password")}>
        {(field) => <Input {...field} name="password" type="password" autoComplete="new-password" />}
      </Field>
      <Field label={t("repeat")} error={error("repeat")}>
        {(field) => <Input {...field} name="repeat" type="password" autoComplete="new-password" />}
      </Field>
      <p role="alert" className="min-h-5 text-bad">
        {refusal}
      </p>
      <Button type="submit" look="solid" size="large" disabled={isBusy} aria-busy={isBusy || undefined}>
        {t("submit")}
      </Button>
    </form>
  );
}
