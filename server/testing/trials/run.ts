import { messageOf } from "@/server/lib/errors";
import { agents } from "./agents";
import { controlKills } from "./controlKills";
import { gatewayKills } from "./gatewayKills";
import { idle } from "./idle";
import { informers } from "./informers";
import { lives } from "./lives";
import { podKill } from "./podKill";
import { postgresAway } from "./postgresAway";
import { postgresKills } from "./postgresKills";
import { roll } from "./roll";
import type { Trial } from "./trial";

const trials: readonly Trial[] = [
  lives,
  podKill,
  roll,
  controlKills,
  gatewayKills,
  agents,
  postgresKills,
  postgresAway,
  idle,
  informers,
];

const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const isWhole = !process.argv.includes("--fraction");
const wanted = names.length === 0 && !isWhole ? trials : trials.filter(({ name }) => names.includes(name));

if (wanted.length === 0) {
  const rows = trials.map(({ name, says, fraction }) => `  ${name.padEnd(16)} ${says} (in CI: ${fraction})`);
  process.stdout.write(`npm run soak -- NAME\n${rows.join("\n")}\n`);
  process.exit(names.length === 0 ? 0 : 2);
}

let failed = 0;
for (const trial of wanted) {
  const log = (text: string) => void process.stdout.write(`  ${text}\n`);
  log(`${trial.name}: ${trial.says}${isWhole ? "" : ` (${trial.fraction})`}`);
  try {
    log(`${trial.name} held: ${JSON.stringify(await trial.run({ isWhole, log }))}`);
  } catch (error) {
    failed++;
    log(`${trial.name} FAILED: ${messageOf(error)}`);
  }
}
process.stdout.write(`trials: ${wanted.length - failed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
