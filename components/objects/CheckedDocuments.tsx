"use client";
import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/Card";
import { Diff } from "@/components/ui/Diff";
import type { EditorProblem } from "@/components/ui/EditorBox";
import { Glyph } from "@/components/ui/Glyph";
import { Tag } from "@/components/ui/Tag";
import type { AppliedDocument } from "./applyYaml";

interface CheckedDocumentsProps {
  readonly documents: readonly AppliedDocument[];
  readonly problems?: readonly EditorProblem[];
  readonly isChecking?: boolean;
  readonly showsDiff?: boolean;
}

/** What applying would do, document by document; or what is wrong, line by line. */
export function CheckedDocuments({ documents, problems = [], isChecking, showsDiff }: CheckedDocumentsProps) {
  const t = useTranslations("objects.yaml");
  const ui = useTranslations("ui");
  if (showsDiff)
    return (
      <div className="grid gap-3">
        {documents.map((document) => (
          <Card
            key={`${document.index}`}
            title={<DocumentName document={document} />}
            aside={<Tag>{t(document.outcome)}</Tag>}
          >
            <Diff before={document.before ?? ""} after={document.after ?? ""} />
          </Card>
        ))}
      </div>
    );
  if (problems.length > 0)
    return (
      <ul className="grid max-h-32 gap-1 overflow-auto">
        {problems.map(({ line, message }) => (
          <li key={`${line}${message}`} className="flex items-baseline gap-2">
            <Glyph shape="critical" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="num text-faint">{ui("line", { line })}</span> {message}
            </span>
          </li>
        ))}
      </ul>
    );
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 py-1 text-soft">
      {documents.map((document) => (
        <li key={`${document.index}`} className="flex items-center gap-2">
          <DocumentName document={document} /> <span className="text-faint">{t(document.outcome)}</span>
        </li>
      ))}
      {documents.length === 0 && isChecking ? <li className="text-faint">{t("checking")}</li> : null}
    </ul>
  );
}

function DocumentName({ document: { kind, name, namespace } }: { document: AppliedDocument }) {
  return (
    <span>
      <span className="text-faint">{kind}</span> {namespace ? `${namespace}/` : ""}
      {name}
    </span>
  );
}
