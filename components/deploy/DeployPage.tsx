"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import type { AppliedDocument } from "@/components/objects/applyYaml";
import { ManifestEditor } from "@/components/objects/ManifestEditor";
import { ExamplesCard } from "@/components/overview/Examples";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Glyph } from "@/components/ui/Glyph";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Tabs } from "@/components/ui/Tabs";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { DeployForm } from "./DeployForm";
import { checkDraft, emptyDraft, formOf } from "./deployDraft";

type Way = "form" | "yaml";

/** Puts an app on the cluster: by a form, or by YAML. What was filled in survives the change from one to the other. */
export function DeployPage() {
  const params = useSearchParams();
  const example = params.get("example");
  // Another example is another start.
  return (
    <DeployWays key={example} example={example} first={example || params.get("as") === "yaml" ? "yaml" : "form"} />
  );
}

function DeployWays({ example, first }: { example: string | null; first: Way }) {
  const t = useTranslations("deploy");
  const [way, setWay] = useState<Way>(first);
  const [draft, setDraft] = useState(emptyDraft);
  const [yaml, setYaml] = useState("");
  const { data: examples } = useQuery({
    queryKey: ["examples"],
    queryFn: () => api.examples.list.query(),
    enabled: example !== null,
  });
  usePageTitle(t("title"));
  const initial = yaml || (examples?.find(({ name }) => name === example)?.yaml ?? "");
  const router = useRouter();
  const toWhatWasMade = (documents: readonly AppliedDocument[]) => {
    const first = documents.find(({ kind }) => kind === "Deployment") ?? documents[0];
    router.push((first && hrefOf(first)) ?? "/deployments");
  };
  return (
    <Page>
      <PageHead title={t("title")} />
      <Tabs<Way>
        label={t("title")}
        value={way}
        onChange={setWay}
        tabs={[
          {
            key: "form",
            label: t("form"),
            content: (
              <FormWay
                draft={draft}
                onChange={setDraft}
                onYaml={(text) => {
                  setYaml(text);
                  setWay("yaml");
                }}
                onDone={toWhatWasMade}
              />
            ),
          },
          {
            key: "yaml",
            label: "YAML",
            content: <ManifestEditor initial={initial} label={t("yamlLabel")} onApplied={toWhatWasMade} />,
          },
        ]}
      />
      <ExamplesCard />
    </Page>
  );
}

interface FormWayProps {
  readonly draft: typeof emptyDraft;
  readonly onChange: (draft: typeof emptyDraft) => void;
  readonly onYaml: (text: string) => void;
  readonly onDone: (documents: readonly AppliedDocument[]) => void;
}

function FormWay({ draft, onChange, onYaml, onDone }: FormWayProps) {
  const t = useTranslations("deploy");
  const [isTried, setTried] = useState(false);
  const wrong = isTried ? checkDraft(draft) : [];
  const deploy = useAct({
    run: (wanted: typeof emptyDraft) => deployForm(wanted),
    says: ({ name }) => t("deployed", { name: name.trim() }),
    isQuietOnError: true,
    onDone,
  });
  const preview = useAct({
    run: (wanted: typeof emptyDraft) => api.deployments.formYaml.mutate(formOf(wanted)),
    onDone: ({ yaml }) => onYaml(yaml),
  });
  const ifGood = (act: (wanted: typeof emptyDraft) => unknown) => {
    setTried(true);
    if (checkDraft(draft).length === 0) act(draft);
  };
  return (
    <>
      <DeployForm draft={draft} onChange={onChange} wrong={wrong} />
      {deploy.problem ? (
        <div role="alert" className="grid gap-1 text-bad [overflow-wrap:anywhere]">
          <p className="flex items-baseline gap-2.5">
            <Glyph shape="critical" /> {deploy.problem.says || deploy.problem.reason}
          </p>
          {deploy.problem.fields.map(({ field, message }) => (
            <p key={`${field}${message}`} className="ml-[19px] text-sm">
              <code>{field}</code> {message}
            </p>
          ))}
        </div>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2 phone:[&>button]:h-9 phone:[&>button]:flex-1">
        <ActButton
          label={t("asYaml")}
          isBusy={preview.isBusy}
          onAct={() => ifGood((wanted) => void preview.act(wanted))}
        />
        <ActButton
          label={t("deploy")}
          hotkey="shift+enter"
          look="solid"
          isBusy={deploy.isBusy}
          onAct={() => ifGood((wanted) => void deploy.act(wanted))}
        />
      </div>
    </>
  );
}

/** Throws the first fault, so that it is shown beside the form, with its fields. */
async function deployForm(draft: typeof emptyDraft): Promise<readonly AppliedDocument[]> {
  const { documents } = await api.deployments.deploy.mutate(formOf(draft));
  const failed = documents.find(({ outcome }) => outcome === "failed");
  if (failed?.error) throw failed.error;
  return documents;
}
