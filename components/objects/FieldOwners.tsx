"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Age } from "@/components/format/Age";
import { useLive } from "@/components/live/useLive";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { ErrorState } from "@/components/ui/ErrorState";
import { Skeleton } from "@/components/ui/Skeleton";
import { Table, Td } from "@/components/ui/Table";
import { type Owner, ownersByField } from "./ownersByField";

interface FieldOwnersProps {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Who set which field, and when: folded until asked for, and asked of the engine only then. */
export function FieldOwners(object: FieldOwnersProps) {
  const t = useTranslations("objects.owners");
  const [isOpen, setOpen] = useState(false);
  const [isByField, setByField] = useState(false);
  return (
    <Card
      title={
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="text-left hover:underline"
        >
          {t("title")}
        </button>
      }
      aside={
        isOpen
          ? [false, true].map((wanted) => (
              <Button
                key={`${wanted}`}
                size="small"
                aria-pressed={isByField === wanted}
                className="aria-pressed:bg-selected"
                onClick={() => setByField(wanted)}
              >
                {wanted ? t("byField") : t("byManager")}
              </Button>
            ))
          : t("says")
      }
    >
      {isOpen ? <Owners object={object} isByField={isByField} /> : null}
    </Card>
  );
}

function Owners({ object, isByField }: { object: FieldOwnersProps; isByField: boolean }) {
  const t = useTranslations("objects.owners");
  const { data, problem, retry } = useLive("objects.owners", object);
  if (!data)
    return problem ? (
      <ErrorState says={problem.says || problem.reason} onRetry={retry} />
    ) : (
      <Skeleton className="m-3.5 w-1/3" />
    );
  if (data.owners.length === 0) return <p className="px-3.5 py-2 text-soft">{t("none")}</p>;
  return (
    <Table>
      <tbody>
        {isByField
          ? ownersByField(data.owners).map(([field, owners]) => (
              <tr key={field}>
                <Td wraps className="[overflow-wrap:anywhere]">
                  <code>{field}</code>
                </Td>
                <Td wraps className="w-2/5">
                  {owners.map((owner) => (
                    <OwnerName key={keyOf(owner)} owner={owner} />
                  ))}
                </Td>
              </tr>
            ))
          : data.owners.map((owner) => (
              <tr key={keyOf(owner)}>
                <Td wraps className="w-2/5 align-top">
                  <OwnerName owner={owner} />
                </Td>
                <Td wraps className="[overflow-wrap:anywhere]">
                  {owner.fields.map((field) => (
                    <code key={field} className="block">
                      {field}
                    </code>
                  ))}
                </Td>
              </tr>
            ))}
      </tbody>
    </Table>
  );
}

/** `kubectl-client-side-apply applied, status · 5m` */
function OwnerName({ owner: { manager, operation, subresource, at } }: { owner: Owner }) {
  const t = useTranslations("objects.owners");
  return (
    <span className="flex flex-wrap gap-x-2">
      <span className="font-medium [overflow-wrap:anywhere]">{manager}</span>
      <span className="text-soft">{t(operation)}</span>
      {subresource ? <code className="text-faint">{subresource}</code> : null}
      <span className="text-faint">
        <Age at={at} />
      </span>
    </span>
  );
}

function keyOf({ manager, operation, subresource, fields, at }: Owner): string {
  return [manager, operation, subresource, at, fields[0]].join(" ");
}
