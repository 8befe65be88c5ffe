"use client";
import { useParams, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { useLive } from "@/components/live/useLive";
import { hrefOf } from "@/components/shell/places";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { objectColumns } from "./objectColumns";

/** The objects of one kind, with the columns that the kind names. */
export function KindObjects() {
  const t = useTranslations("kinds");
  const router = useRouter();
  const kind = decodeURIComponent(useParams<{ kind: string }>().kind);
  const name = kind.split(".")[0] ?? kind;
  // Which columns there are does not depend on the window of the list.
  const { data } = useLive("kinds.objects", { kind, limit: 1 });
  const text = JSON.stringify(data?.columns ?? []);
  const isNamespaced = data?.isNamespaced ?? true;
  const columns = useMemo(
    () => objectColumns({ columns: JSON.parse(text), isNamespaced, title: (key) => t(`column.${key}`) }),
    [text, isNamespaced, t],
  );
  return (
    <ListPage
      view="kinds.objects"
      title={name}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf(row)}
      input={{ kind }}
      hasNamespaces={isNamespaced}
      empty={
        <EmptyState
          title={t("emptyObjects", { kind: name })}
          acts={<Button onClick={() => router.push("/deploy?as=yaml")}>{t("apply")}</Button>}
        >
          {t("emptyObjectsSays")}
        </EmptyState>
      }
    />
  );
}
