import { ClusterError } from "@/server/lib/errors";
import { type Lexeme, SelectorLexer } from "./selectorLexer";
import { labelValue, qualifiedName } from "./validation/names";

type Labels = Readonly<Record<string, string>> | undefined;
type Test = (labels: Labels) => boolean;

const operators = ["in", "notin", "=", "==", "!=", ">", "<"] as const;
type Operator = (typeof operators)[number];

/**
 * The text form of a label selector: `app=web,tier in (a,b),!old,rank>3`, after apimachinery's `labels.Parse`. Throws
 * `BadRequest` in its words.
 */
export function parseLabelSelector(text: string): Test {
  const lexer = new SelectorLexer(text);
  const tests: Test[] = [];
  for (let next = lexer.peek(); next.type !== "end"; next = lexer.peek()) {
    if (next.type !== "word" && next.text !== "!")
      throw unparsable(`found '${next.text}', expected: !, identifier, or 'end of string'`);
    tests.push(requirement(lexer));
    const after = lexer.take();
    if (after.type === "end") break;
    if (after.text !== ",") throw unparsable(`found '${after.text}', expected: ',' or 'end of string'`);
    const then = lexer.peek();
    if (then.type !== "word" && then.text !== "!")
      throw unparsable(`found '${then.text}', expected: identifier after ','`);
  }
  return (labels) => tests.every((test) => test(labels));
}

function requirement(lexer: SelectorLexer): Test {
  const first = lexer.take();
  const isAbsent = first.text === "!";
  const key = isAbsent ? lexer.take() : first;
  if (key.type !== "word") throw wrong(`found '${key.text}', expected: identifier`);
  checkKey(key.text);
  const next = lexer.peek();
  if (isAbsent) return (labels) => labels?.[key.text] === undefined;
  if (next.type === "end" || next.text === ",") return (labels) => labels?.[key.text] !== undefined;
  const operator = operatorIn(lexer.take());
  const isSet = operator === "in" || operator === "notin";
  const values = isSet ? valueList(lexer) : [exactValue(lexer)];
  checkValues(key.text, operator, values);
  return comparing(key.text, operator, values);
}

function operatorIn({ text }: Lexeme): Operator {
  const found = operators.find((operator) => operator === text);
  if (!found) throw wrong(`found '${text}', expected: in, notin, =, ==, !=, gt, lt`);
  return found;
}

/** `(a,b)`; an element may be empty. */
function valueList(lexer: SelectorLexer): string[] {
  const open = lexer.take();
  if (open.text !== "(" || open.type === "word") throw wrong(`found '${open.text}' expected: '('`);
  if (lexer.peek().text === ")") {
    lexer.take();
    return [""];
  }
  const first = lexer.peek();
  if (first.type !== "word" && first.text !== ",")
    throw wrong(`found '${first.text}', expected: ',', ')' or identifier`);
  const values: string[] = [];
  for (;;) {
    values.push(lexer.peek().type === "word" ? lexer.take().text : "");
    const after = lexer.take();
    if (after.text === ")") return values;
    if (after.text !== ",") throw wrong(`found '${after.text}', expected: ',' or ')'`);
  }
}

function exactValue(lexer: SelectorLexer): string {
  const next = lexer.peek();
  if (next.type === "end" || next.text === ",") return "";
  const { type, text } = lexer.take();
  if (type !== "word") throw wrong(`found '${text}', expected: identifier`);
  return text;
}

function checkKey(key: string): void {
  const faults = qualifiedName(key);
  if (faults.length > 0) throw wrong(`<nil>: Invalid value: ${JSON.stringify(key)}: ${faults.join("; ")}`);
}

function checkValues(key: string, operator: Operator, values: readonly string[]): void {
  const isNumeric = operator === ">" || operator === "<";
  for (const [index, value] of values.entries()) {
    if (isNumeric && !/^[+-]?\d+$/.test(value))
      throw wrong(
        `values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    const faults = labelValue(value);
    if (faults.length > 0)
      throw wrong(`values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${faults.join("; ")}`);
  }
}

function comparing(key: string, operator: Operator, values: readonly string[]): Test {
  const wanted = new Set(values);
  const [bound = ""] = values;
  switch (operator) {
    case "in":
    case "=":
    case "==":
      return (labels) => labels?.[key] !== undefined && wanted.has(labels[key]);
    case "notin":
    case "!=":
      return (labels) => labels?.[key] === undefined || !wanted.has(labels[key]);
    default:
      return (labels) => {
        const value = labels?.[key];
        if (value === undefined || !/^[+-]?\d+$/.test(value)) return false;
        return operator === ">" ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
      };
  }
}

function wrong(says: string): ClusterError {
  return unparsable(`unable to parse requirement: ${says}`);
}

function unparsable(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
