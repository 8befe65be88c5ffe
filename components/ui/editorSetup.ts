import { autocompletion, type Completion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { yaml } from "@codemirror/lang-yaml";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { minimalSetup } from "codemirror";
import { editorTheme } from "./editorTheme";

export interface CompleteAt {
  /** The whole text, and where the cursor is in it. */
  readonly text: string;
  readonly position: number;
}

export interface CompleteOption {
  readonly label: string;
  readonly detail?: string;
  readonly info?: string;
  /** What is put in; the label when left out. */
  readonly insert?: string;
}

export type Complete = (at: CompleteAt) => readonly CompleteOption[];

interface EditorHooks {
  readonly onChange: (text: string) => void;
  readonly onSubmit: () => void;
  readonly complete: Complete;
}

export function readOnly(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}

export function editorLabel(label: string): Extension {
  // Focusable when it is read only, too: it scrolls.
  return EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" });
}

export function editorExtensions({ onChange, onSubmit, complete }: EditorHooks): Extension {
  return [
    keymap.of([
      {
        key: "Mod-Enter",
        run: () => {
          onSubmit();
          return true;
        },
      },
      ...completionKeymap,
      ...lintKeymap,
    ]),
    minimalSetup,
    yaml(),
    lintGutter(),
    autocompletion({ override: [(context) => completions(context, complete)], icons: false }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    editorTheme,
  ];
}

function completions(context: CompletionContext, complete: Complete) {
  const word = context.matchBefore(/[\w./-]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const options = complete({ text: context.state.doc.toString(), position: context.pos });
  if (options.length === 0) return null;
  return {
    from: word.from,
    options: options.map(
      ({ label, detail, info, insert }): Completion => ({
        label,
        ...(detail ? { detail } : {}),
        ...(info ? { info } : {}),
        apply: insert ?? label,
      }),
    ),
    validFor: /^[\w./-]*$/,
  };
}
