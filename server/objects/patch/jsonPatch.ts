import { isEqual } from "@/server/lib/equal";
import { ClusterError } from "@/server/lib/errors";
import { badPatch, isMap } from "./json";

type Container = unknown[] | Record<string, unknown>;

interface Step {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

const ops = new Set(["add", "remove", "replace", "move", "copy", "test"]);
/** As many as Kubernetes takes. */
const maxSteps = 10_000;
/** Copies of copies double each time: all of them together may be as large as the largest request. */
const mostCopiedBytes = 3 * 2 ** 20;

/**
 * RFC 6902, on a copy. All steps or none: throws `Invalid` when one is no step or does not apply, `BadRequest` when the
 * patch is no list.
 */
export function jsonPatch(object: unknown, steps: readonly unknown[]): unknown {
  if (!Array.isArray(steps)) throw badPatch("a JSON patch must be a list of operations");
  if (steps.length > maxSteps)
    throw new ClusterError("RequestEntityTooLarge", {
      says: `The allowed maximum operations in a JSON patch is ${maxSteps}, got ${steps.length}`,
    });
  // The document in a box, so that the whole of it can be replaced.
  const box: Record<string, unknown> = { document: structuredClone(object), copiedBytes: 0 };
  for (const step of steps) apply(box, checked(step));
  return box.document;
}

function checked(step: unknown): Step {
  if (!isMap(step)) throw unfit("an operation of a JSON patch must be an object");
  const { op, path, from } = step;
  if (typeof op !== "string" || !ops.has(op)) throw unfit(`Unexpected kind: ${JSON.stringify(op ?? "unknown")}`);
  if (typeof path !== "string" || (path !== "" && !path.startsWith("/")))
    throw unfit(`the path of a JSON patch operation must be a JSON pointer, not ${JSON.stringify(path ?? null)}`);
  if ((op === "move" || op === "copy") && typeof from !== "string")
    throw unfit(`the ${op} operation needs the field "from"`);
  if ((op === "add" || op === "replace") && !Object.hasOwn(step, "value"))
    throw unfit(`the ${op} operation needs the field "value"`);
  return step as unknown as Step;
}

/** Kubernetes says 422 of a patch that is JSON but no patch. */
function unfit(says: string): ClusterError {
  return new ClusterError("Invalid", { says });
}

function apply(box: Record<string, unknown>, step: Step): void {
  const { op, path, from = "" } = step;
  switch (op) {
    case "test":
      test(box, step);
      break;
    case "add":
    case "replace":
      put(at(box, path, op), structuredClone(step.value), { path, op, isNew: op === "add" });
      break;
    case "remove":
      take(at(box, path, op), op);
      break;
    case "copy": {
      const value = readAt(box, from, op);
      box.copiedBytes = Number(box.copiedBytes) + JSON.stringify(value ?? null).length;
      if (Number(box.copiedBytes) > mostCopiedBytes) throw tooMuchCopied();
      put(at(box, path, op), structuredClone(value), { path, op, isNew: true });
      break;
    }
    case "move": {
      if (path.startsWith(`${from}/`)) throw fails(op, "a value cannot be moved into itself");
      const value = readAt(box, from, op);
      take(at(box, from, op), op);
      put(at(box, path, op), value, { path, op, isNew: true });
    }
  }
}

interface Place {
  readonly container: Container;
  readonly key: string;
}

/** The container that the pointer's last part lies in. */
function at(box: Record<string, unknown>, path: string, op: string): Place {
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (parts.includes("__proto__")) throw badPatch('the key "__proto__" is not allowed');
  let place: Place = { container: box, key: "document" };
  for (const key of parts) {
    const container = read(place);
    if (typeof container !== "object" || container === null)
      throw fails(op, `doc is missing path: "${path}": missing value`);
    place = { container: container as Container, key };
  }
  return place;
}

function read({ container, key }: Place): unknown {
  if (Array.isArray(container)) return container[indexOf(key)];
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function readAt(box: Record<string, unknown>, path: string, op: string): unknown {
  const value = read(at(box, path, op));
  if (value === undefined) throw fails(op, `doc is missing from path: "${path}": missing value`);
  return value;
}

interface Putting {
  readonly path: string;
  readonly op: string;
  readonly isNew: boolean;
}

function put({ container, key }: Place, value: unknown, { path, op, isNew }: Putting): void {
  if (!Array.isArray(container)) {
    if (!isNew && !Object.hasOwn(container, key)) throw fails(op, `doc is missing key: "${path}": missing value`);
    container[key] = value;
    return;
  }
  const index = key === "-" && isNew ? container.length : indexOf(key);
  const last = isNew ? container.length : container.length - 1;
  if (!(index <= last)) throw fails(op, `Unable to access invalid index: ${key}: invalid index referenced`);
  container.splice(index, isNew ? 0 : 1, value);
}

function take({ container, key }: Place, op: string): void {
  if (Array.isArray(container)) {
    const index = indexOf(key);
    if (!(index < container.length))
      throw fails(op, `Unable to access invalid index: ${key}: invalid index referenced`);
    container.splice(index, 1);
    return;
  }
  if (!Object.hasOwn(container, key)) throw fails(op, `Unable to remove nonexistent key: ${key}: missing value`);
  delete container[key];
}

/** A list index; NaN (which is no index of any list) for what is none. */
function indexOf(key: string): number {
  return /^(0|[1-9][0-9]*)$/.test(key) ? Number(key) : Number.NaN;
}

function test(box: Record<string, unknown>, { path, value }: Step): void {
  const found = read(at(box, path, "test"));
  if (!isEqual(found ?? null, value ?? null)) throw invalid(`testing value ${path} failed: test failed`);
}

function tooMuchCopied(): ClusterError {
  const says = `the JSON patch copies more than ${mostCopiedBytes} bytes; nothing was changed`;
  return new ClusterError("RequestEntityTooLarge", { says });
}

function fails(op: string, why: string): ClusterError {
  return invalid(`${op} operation does not apply: ${why}`);
}

function invalid(why: string): ClusterError {
  return new ClusterError("Invalid", {
    says: `the server rejected our request due to an error in our request: ${why}`,
  });
}
