import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { ClusterError } from "@/server/lib/errors";

export interface Example {
  /** The file's name without its ending: `web`. */
  readonly name: string;
  /** The comment that it begins with. */
  readonly says: string;
  readonly yaml: string;
}

const ending = ".yaml";
/** A first look goes in this order; others follow by name. */
const tour = ["web", "shop", "job", "crash", "unschedulable"];

/** The manifests of a folder, those of the tour first; none where there is no such folder. */
export async function listExamples(folder: string): Promise<Example[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
  return Promise.all(names.sort(byTour).map((name) => readExample(folder, name)));
}

function byTour(a: string, b: string): number {
  const place = (name: string) => (tour.includes(name) ? tour.indexOf(name) : tour.length);
  return place(a) - place(b) || (a < b ? -1 : 1);
}

/** Throws `NotFound` for a name that is not in the folder, whatever it looks like. */
export async function findExample(folder: string, name: string): Promise<Example> {
  const found = (await listExamples(folder)).find((example) => example.name === name);
  if (!found) throw new ClusterError("NotFound", { says: `There is no example "${name}".` });
  return found;
}

async function readExample(folder: string, name: string): Promise<Example> {
  const yaml = await readFile(path.join(folder, `${name}${ending}`), "utf8");
  return { name, says: leadingComment(yaml), yaml };
}

function leadingComment(yaml: string): string {
  const lines = yaml.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return lines
    .slice(0, end < 0 ? lines.length : end)
    .map((line) => line.replace(/^#\s?/, ""))
    .join(" ")
    .trim();
}
