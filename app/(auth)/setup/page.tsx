import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { AuthFrame } from "@/components/auth/AuthFrame";
import { SetupForm } from "@/components/auth/SetupForm";

export async function generateMetadata(): Promise<Metadata> {
  return { title: `${(await getTranslations("auth.setup"))("title")} · Pilothouse` };
}

export default async function SetupPage() {
  const t = await getTranslations("auth.setup");
  return (
    <AuthFrame title={t("title")} says={t("says")}>
      <Suspense>
        <SetupForm />
      </Suspense>
    </AuthFrame>
  );
}
