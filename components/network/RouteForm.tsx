"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog } from "@/components/objects/FormDialog";
import { NamespaceField } from "@/components/objects/NamespaceField";
import { hrefOf } from "@/components/shell/places";
import { Field, Input } from "@/components/ui/Input";
import { BackendRows } from "./BackendRows";
import { checkRoute, emptyRoute, type RouteDraft, type RouteProblem, routeManifest } from "./routeForm";

/** A new route: hosts and a path, and the services that take its requests by weight. */
export function RouteForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("network.form");
  const router = useRouter();
  const [draft, setDraft] = useState<RouteDraft>(emptyRoute);
  const [isTried, setTried] = useState(false);
  const problems = isTried ? checkRoute(draft) : [];
  const change = (part: Partial<RouteDraft>) => setDraft({ ...draft, ...part });
  const create = useAct({
    run: (wanted: RouteDraft) => api.routes.create.mutate(routeManifest(wanted)),
    says: ({ name }) => t("created", { name: name.trim() }),
    undo: (_draft, { namespace = "", name }) => api.routes.delete.mutate({ namespace, name }),
    isQuietOnError: true,
    onDone(made) {
      onClose();
      router.push(hrefOf({ ...made, kind: "HTTPRoute" }) ?? "/network?tab=routes");
    },
  });
  const submit = () => {
    setTried(true);
    if (checkRoute(draft).length === 0) void create.act(draft);
  };
  return (
    <FormDialog
      title={t("newRoute")}
      submit={t("create")}
      onSubmit={submit}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
      isWide
    >
      <RouteFields draft={draft} onChange={change} problems={problems} />
      <BackendRows
        namespace={draft.namespace}
        backends={draft.backends}
        onChange={(backends) => change({ backends })}
        isWrong={problems.includes("backend")}
      />
    </FormDialog>
  );
}

interface RouteFieldsProps {
  readonly draft: RouteDraft;
  readonly onChange: (part: Partial<RouteDraft>) => void;
  readonly problems: readonly RouteProblem[];
}

function RouteFields({ draft, onChange, problems }: RouteFieldsProps) {
  const t = useTranslations("network.form");
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("name")} error={problems.includes("name") ? t("nameMissing") : undefined}>
          {(field) => (
            <Input
              {...field}
              autoFocus
              value={draft.name}
              onChange={({ target }) => onChange({ name: target.value })}
            />
          )}
        </Field>
        <NamespaceField
          value={draft.namespace}
          onChange={(namespace) => onChange({ namespace, backends: emptyRoute.backends })}
        />
      </div>
      <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
        <Field label={t("hosts")} hint={t("hostsHint")}>
          {(field) => (
            <Input
              {...field}
              placeholder="shop.localhost"
              value={draft.hosts}
              onChange={({ target }) => onChange({ hosts: target.value })}
            />
          )}
        </Field>
        <Field label={t("path")} hint={t("pathHint")} error={problems.includes("path") ? t("pathWrong") : undefined}>
          {(field) => (
            <Input
              {...field}
              className="font-mono"
              value={draft.path}
              onChange={({ target }) => onChange({ path: target.value })}
            />
          )}
        </Field>
      </div>
    </>
  );
}
