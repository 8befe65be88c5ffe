"use client";
import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";
import { useHotkey } from "@/components/keys/KeysProvider";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Kbd } from "./Kbd";

interface Question {
  readonly title: string;
  readonly description?: ReactNode;
  /** The word on the button that does it. */
  readonly act: string;
  readonly isDanger?: boolean;
}

type Ask = (question: Question) => Promise<boolean>;

const AskContext = createContext<Ask | null>(null);

/** Asks once before an act that can't be taken back by itself; `useConfirm()` gives the question. */
export function ConfirmProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Question & { readonly answer: (isYes: boolean) => void }>();
  const ask = useCallback<Ask>((question) => new Promise((answer) => setOpen({ ...question, answer })), []);
  const close = (isYes: boolean) => {
    open?.answer(isYes);
    setOpen(undefined);
  };
  return (
    <AskContext value={ask}>
      {children}
      {open ? <Confirm question={open} onAnswer={close} /> : null}
    </AskContext>
  );
}

export function useConfirm(): Ask {
  const ask = useContext(AskContext);
  if (!ask) throw new Error("useConfirm needs a ConfirmProvider above it");
  return ask;
}

function Confirm({ question, onAnswer }: { question: Question; onAnswer: (isYes: boolean) => void }) {
  const t = useTranslations("ui");
  useHotkey({ keys: "enter", inDialog: true, run: () => onAnswer(true) });
  return (
    <Dialog
      isOpen
      onClose={() => onAnswer(false)}
      title={question.title}
      description={question.description}
      acts={
        <>
          <Button onClick={() => onAnswer(false)}>
            {t("cancel")} <Kbd combo="escape" />
          </Button>
          <Button look={question.isDanger ? "danger" : "solid"} autoFocus onClick={() => onAnswer(true)}>
            {question.act} <Kbd combo="enter" />
          </Button>
        </>
      }
    />
  );
}
