"use client";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { type Complete, editorExtensions, editorLabel, readOnly } from "./editorSetup";

export interface EditorProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface EditorBoxProps {
  readonly value: string;
  readonly onChange?: (value: string) => void;
  readonly label: string;
  readonly isReadOnly?: boolean;
  readonly problems?: readonly EditorProblem[];
  /** What may stand where the cursor is. */
  readonly complete?: Complete;
  /** ⌘⏎ in the editor. */
  readonly onSubmit?: () => void;
}

/** CodeMirror with YAML. The text belongs to the editor while one types; a new `value` from outside replaces it. */
export function EditorBox(props: EditorBoxProps) {
  const { value, label, isReadOnly = false, problems } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  const lock = useRef(new Compartment());
  useEffect(() => {
    latest.current = props;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes goes in below
  useEffect(() => {
    if (!box.current) return undefined;
    const editor = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          lock.current.of(readOnly(isReadOnly)),
          editorLabel(label),
          editorExtensions({
            onChange: (text) => latest.current.onChange?.(text),
            onSubmit: () => latest.current.onSubmit?.(),
            complete: (at) => latest.current.complete?.(at) ?? [],
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);
  useEffect(() => {
    view.current?.dispatch({ effects: lock.current.reconfigure(readOnly(isReadOnly)) });
  }, [isReadOnly]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          (problems ?? []).map((problem) => diagnostic(editor.state, problem)),
        ),
      );
  }, [problems]);
  return <div ref={box} className="h-full [&_.cm-editor]:h-full" />;
}

function diagnostic({ doc }: EditorState, { line, message }: EditorProblem): Diagnostic {
  const { from, to, text } = doc.line(Math.max(1, Math.min(doc.lines, line)));
  const indent = text.length - text.trimStart().length;
  return { from: Math.min(to, from + indent), to, severity: "error", message };
}
