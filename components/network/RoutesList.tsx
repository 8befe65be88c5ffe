"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { NetworkSwitch } from "./NetworkSwitch";
import { RouteForm } from "./RouteForm";
import { routeColumns } from "./routeColumns";
import { routeWord } from "./words";

export function RoutesList() {
  const t = useTranslations("network");
  const [isCreating, setCreating] = useState(false);
  const columns = useMemo(
    () =>
      routeColumns(
        (key) => t(`column.${key}`),
        (status) => routeWord(t, status),
      ),
    [t],
  );
  const create = () => setCreating(true);
  return (
    <>
      <ListPage
        view="routes.list"
        title={t("routes")}
        columns={columns}
        sort={{ column: "name", direction: "asc" }}
        href={(row) => hrefOf({ kind: "HTTPRoute", ...row })}
        statusLabel={(status) => routeWord(t, status)}
        choices={<NetworkSwitch shows="routes" />}
        acts={<ActButton label={t("newRoute")} hotkey="n" look="solid" onAct={create} />}
        empty={
          <EmptyState title={t("noRoutes")} acts={<Button onClick={create}>{t("newRoute")}</Button>}>
            {t("noRoutesSays")}
          </EmptyState>
        }
      />
      {isCreating ? <RouteForm onClose={() => setCreating(false)} /> : null}
    </>
  );
}
