import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { AuthFrame } from "@/components/auth/AuthFrame";
import { SignInForm } from "@/components/auth/SignInForm";

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${(await getTranslations("auth.signIn"))("title")} · Pilothouse` };
}

export default async function SignInPage() {
  const t = await getTranslations("auth.signIn");
  return (
    <AuthFrame title={t("title")}>
      <Suspense>
        <SignInForm />
      </Suspense>
    </AuthFrame>
  );
}
