import fs from "node:fs";
import path from "node:path";
import { systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { startPlatform } from "../platform";
import { makeImages } from "./images";
import { type Options, readOptions, usage } from "./options";
import { reasons } from "./reasons";
import { broken, merge, pending, type Results, readResults, writeResults } from "./results";
import { runAll } from "./runAll";
import { runSpec } from "./runSpec";
import { isInFocus, type Spec } from "./specs";
import { findSuite, listSpecs, type Suite } from "./suite";
import { document } from "./table";

const root = path.resolve(import.meta.dirname, "../../..");
const folder = path.join(root, ".cache/conformance");
const nodes = 2;
const minuteMs = 60_000;
const say = (text: string) => void process.stdout.write(`  ${text}\n`);

/** Returns the names of the specs that passed before and do not any more. */
async function main(options: Options): Promise<string[]> {
  const suite = await findSuite(root, folder);
  const all = await listSpecs(suite);
  const file = path.resolve(root, options.results ?? "docs/conformance.json");
  const before = readResults(file);
  const chosen = all.filter(isInFocus(options.focus));
  const specs = options.mustPass
    ? chosen.filter(({ name }) => before[name]?.state === "passed")
    : pending(chosen, before, options);
  say(`${chosen.length} of ${all.length} specs in focus, ${specs.length} to run`);
  const cluster = specs.length === 0 ? undefined : await openCluster(options, suite);
  let after: Results = {};
  const keep = (spec: Spec, outcome: Results[string]) => {
    after = merge(after, { [spec.name]: outcome });
    const failure = outcome.failure ? `: ${outcome.failure}` : "";
    say(`${Object.keys(after).length}/${specs.length} ${outcome.state} (${outcome.seconds} s) ${spec.name}${failure}`);
    if (!options.mustPass) writeResults(file, merge(before, after));
  };
  try {
    const { kubeconfig = "" } = cluster ?? {};
    const place = {
      suite,
      kubeconfig,
      nodes,
      logs: path.join(folder, "logs"),
      patienceMs: options.specMinutes * minuteMs,
    };
    await runAll(specs, {
      workers: options.workers,
      withinMs: options.minutes * minuteMs,
      clock: systemClock,
      run: (spec) => runSpec(spec, place),
      onOutcome: keep,
    });
  } finally {
    await cluster?.stop();
  }
  if (!options.mustPass) {
    const told = { specs: all, results: merge(before, after), reasons, version: suite.version };
    fs.writeFileSync(file.replace(/(\.json)?$/, ".md"), document(told));
  }
  return broken(before, after);
}

async function openCluster({ kubeconfig }: Options, suite: Suite) {
  if (kubeconfig) return { kubeconfig: path.resolve(kubeconfig), stop: async () => {} };
  await makeImages(suite.imageFolder);
  const platform = await startPlatform({
    settings: { PILOTHOUSE_RUNTIME: "docker", PILOTHOUSE_NODES: String(nodes) },
  });
  const stop = () => platform.stop();
  process.once("SIGINT", () => void stop().finally(() => process.exit(130)));
  return { kubeconfig: path.join(platform.dataDir, "kubeconfig"), stop };
}

try {
  const lost = await main(readOptions(process.argv.slice(2)));
  for (const name of lost) say(`passed before, and does not now: ${name}`);
  process.exit(lost.length === 0 ? 0 : 1);
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n\n${usage}`);
  process.exit(2);
}
