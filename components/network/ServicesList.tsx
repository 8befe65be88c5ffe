"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { NetworkSwitch } from "./NetworkSwitch";
import { ServiceForm } from "./ServiceForm";
import { serviceColumns } from "./serviceColumns";
import { serviceWord } from "./words";

export function ServicesList() {
  const t = useTranslations("network");
  const [isCreating, setCreating] = useState(false);
  const columns = useMemo(
    () =>
      serviceColumns(
        (key) => t(`column.${key}`),
        (status) => serviceWord(t, status),
      ),
    [t],
  );
  const create = () => setCreating(true);
  return (
    <>
      <ListPage
        view="services.list"
        title={t("services")}
        columns={columns}
        sort={{ column: "name", direction: "asc" }}
        href={(row) => hrefOf({ kind: "Service", ...row })}
        statusLabel={(status) => serviceWord(t, status)}
        choices={<NetworkSwitch shows="services" />}
        acts={<ActButton label={t("newService")} hotkey="n" look="solid" onAct={create} />}
        empty={
          <EmptyState title={t("noServices")} acts={<Button onClick={create}>{t("newService")}</Button>}>
            {t("noServicesSays")}
          </EmptyState>
        }
      />
      {isCreating ? <ServiceForm onClose={() => setCreating(false)} /> : null}
    </>
  );
}
