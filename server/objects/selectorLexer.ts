/** A piece of a label selector: a word, one of the signs, or the end. */
export interface Lexeme {
  readonly type: "word" | "sign" | "end";
  readonly text: string;
}

const end: Lexeme = { type: "end", text: "" };
const piece = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;

/** Reads a label selector piece by piece; `in` and `notin` are words, and mean what their place says. */
export class SelectorLexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  peek(): Lexeme {
    const at = this.#at;
    const next = this.take();
    this.#at = at;
    return next;
  }

  take(): Lexeme {
    piece.lastIndex = this.#at;
    const found = piece.exec(this.#text);
    if (!found) return end;
    this.#at = piece.lastIndex;
    const [, sign, word = ""] = found;
    return sign === undefined ? { type: "word", text: word } : { type: "sign", text: sign };
  }
}
