import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Keys stand out by weight, not by colour: colour means trouble here, too. */
const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--ink)", fontWeight: "500" },
  { tag: [tags.comment, tags.lineComment], color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.string, tags.content, tags.literal, tags.number, tags.bool], color: "var(--soft)" },
  { tag: [tags.punctuation, tags.separator, tags.meta, tags.keyword], color: "var(--faint)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "var(--soft)", fontSize: "12px" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "10px 0" },
  ".cm-line": { padding: "0 14px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--faint)", border: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--line-strong) !important" },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    color: "var(--ink)",
    fontFamily: "var(--sans)",
    fontSize: "12px",
    overflow: "hidden",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 10px !important", fontFamily: "var(--mono)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--selected)", color: "var(--ink)" },
  ".cm-completionDetail": { color: "var(--faint)", fontStyle: "normal", marginLeft: "12px" },
  ".cm-completionInfo": { padding: "6px 10px !important", maxWidth: "360px" },
  ".cm-diagnostic": { borderLeft: "none", padding: "5px 10px" },
  ".cm-diagnostic-error": { borderLeft: "none", color: "var(--bad)" },
  ".cm-lintRange-error": { backgroundImage: "none", borderBottom: "1px solid var(--bad)" },
  ".cm-lint-marker-error": {
    content: '""',
    width: "8px",
    height: "8px",
    background: "var(--bad)",
    clipPath: "polygon(50% 0, 100% 100%, 0 100%)",
  },
});

export const editorTheme: Extension = [look, syntaxHighlighting(highlight)];
