"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useLive } from "@/components/live/useLive";
import { FormDialog } from "@/components/objects/FormDialog";
import { parseLabels } from "@/components/objects/labelsText";
import { NamespaceField } from "@/components/objects/NamespaceField";
import { hrefOf } from "@/components/shell/places";
import { Field, Input } from "@/components/ui/Input";
import { Select } from "@/components/ui/Select";
import { PortRows } from "./PortRows";
import { checkService, emptyService, type ServiceDraft, serviceManifest } from "./serviceForm";

/** A new service. Says while one types how many pods it would lead to. */
export function ServiceForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("network.form");
  const router = useRouter();
  const [draft, setDraft] = useState<ServiceDraft>(emptyService);
  const [isTried, setTried] = useState(false);
  const problems = isTried ? checkService(draft) : [];
  const change = (part: Partial<ServiceDraft>) => setDraft({ ...draft, ...part });
  const create = useAct({
    run: (wanted: ServiceDraft) => api.services.create.mutate(serviceManifest(wanted)),
    says: ({ name }) => t("created", { name: name.trim() }),
    undo: (_draft, { namespace = "", name }) => api.services.delete.mutate({ namespace, name }),
    isQuietOnError: true,
    onDone(made) {
      onClose();
      router.push(hrefOf({ ...made, kind: "Service" }) ?? "/network");
    },
  });
  const submit = () => {
    setTried(true);
    if (checkService(draft).length === 0) void create.act(draft);
  };
  return (
    <FormDialog
      title={t("newService")}
      submit={t("create")}
      onSubmit={submit}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
    >
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("name")} error={problems.includes("name") ? t("nameMissing") : undefined}>
          {(field) => (
            <Input {...field} autoFocus value={draft.name} onChange={({ target }) => change({ name: target.value })} />
          )}
        </Field>
        <NamespaceField value={draft.namespace} onChange={(namespace) => change({ namespace })} />
      </div>
      <Field
        label={t("selector")}
        hint={<Matching namespace={draft.namespace} selector={draft.selector} />}
        error={problems.includes("selector") ? t("selectorWrong") : undefined}
      >
        {(field) => (
          <Input
            {...field}
            placeholder="app=web"
            className="font-mono"
            value={draft.selector}
            onChange={({ target }) => change({ selector: target.value })}
          />
        )}
      </Field>
      <PortRows ports={draft.ports} onChange={(ports) => change({ ports })} isWrong={problems.includes("port")} />
      <Field label={t("type")} hint={t(`typeSays.${draft.type}`)}>
        {({ id }) => (
          <Select
            id={id}
            value={draft.type}
            onChange={(type) => change({ type })}
            options={[
              { value: "ClusterIP", label: "ClusterIP" },
              { value: "NodePort", label: "NodePort" },
            ]}
          />
        )}
      </Field>
    </FormDialog>
  );
}

function Matching({ namespace, selector }: { namespace: string; selector: string }) {
  const t = useTranslations("network.form");
  const labels = parseLabels(selector);
  const filter = Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(" ");
  const { data } = useLive("pods.list", { namespace, filter, limit: 1 }, { isOn: labels !== undefined });
  return labels && data ? t("matching", { count: data.matched }) : t("selectorHint");
}
