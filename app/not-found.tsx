import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button } from "@/components/ui/Button";

export default async function NotFound() {
  const t = await getTranslations("shell.notFound");
  return (
    <main className="grid min-h-dvh place-content-center justify-items-start gap-2 p-5">
      <h1 className="text-lg">{t("title")}</h1>
      <p className="text-soft">{t("says")}</p>
      <Button asChild className="mt-2">
        <Link href="/">{t("home")}</Link>
      </Button>
    </main>
  );
}
