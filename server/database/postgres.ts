import fs from "node:fs";
import path from "node:path";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay, systemClock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { isAlive } from "@/server/lib/processIdentity";
import { findBinaries } from "./binaries";
import { choosePort, type Home, openHome, password } from "./home";
import { databaseName, initialise, userName } from "./initialise";
import { endPostmaster, findPostmaster, type Launch, launch, type Postmaster, untilReady } from "./postmaster";
import { postgresUser } from "./runAs";
import type { PostgresSettings } from "./settings";

export interface StartPostgres {
  /** The platform's data folder; Postgres lives in `pg/` of it and logs to `logs/postgres.log`. */
  readonly dataDir: string;
  readonly log: Log;
  readonly clock?: Clock;
  /** The one that others were told already: it waits for that one, and takes no other. */
  readonly port?: number;
  /** Changes to the settings, for tests. */
  readonly settings?: PostgresSettings;
  /** For tests: it ends with us, where the machine can do that. */
  readonly endsWithParent?: boolean;
}

export interface RunningPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** Whether it ran already, started by a supervisor that is gone. */
  readonly wasAdopted: boolean;
  /** Ends it, everything on disk. */
  stop(): Promise<void>;
  /** Lets go of it: it runs on, and whoever starts it next adopts it. */
  release(): void;
}

const watchMs = 200;

/**
 * Brings up the embedded Postgres of a data folder and keeps it up: adopts the one that runs, else starts it (the first
 * time it is made), and starts it again when it dies. Rejects with a sentence for a person when it cannot.
 */
export async function startPostgres(given: StartPostgres): Promise<RunningPostgres> {
  const clock = given.clock ?? systemClock;
  const user = postgresUser();
  const home = openHome(given.dataDir, user);
  const adopted = await adopt(home, clock);
  if (adopted) return new KeptPostgres(given, adopted, { home, clock, wasAdopted: true });
  const binaries = await findBinaries(user);
  initialise(home, binaries, user);
  const logs = path.join(given.dataDir, "logs");
  fs.mkdirSync(logs, { recursive: true, mode: 0o700 });
  const launching: Launch = {
    home,
    binaries,
    user,
    port: given.port ?? (await choosePort(home)),
    logFile: path.join(logs, "postgres.log"),
    settings: given.settings,
    endsWithParent: given.endsWithParent,
  };
  const started = await launchPatiently(launching, clock);
  return new KeptPostgres(given, started, { home, clock, wasAdopted: false });
}

/** Ends the Postgres of a data folder if one runs; starts nothing. Returns whether one ran. */
export async function stopPostgres({ dataDir }: { readonly dataDir: string }): Promise<boolean> {
  if (!fs.existsSync(path.join(dataDir, "pg"))) return false;
  const running = findPostmaster(openHome(dataDir, postgresUser()));
  if (running) await endPostmaster(running, systemClock);
  return running !== undefined;
}

async function adopt(home: Home, clock: Clock): Promise<Postmaster | undefined> {
  const running = findPostmaster(home);
  if (!running) return undefined;
  return (await untilReady(home, running, clock)) ? running : undefined;
}

/** After `kill -9` of a postmaster its backends need a moment to notice, and until then no other may start. */
async function launchPatiently(launching: Launch, clock: Clock): Promise<Postmaster> {
  for (let failures = 1; ; failures++) {
    try {
      return await launch(launching, clock);
    } catch (error) {
      if (failures > 20 || !/shared memory block|lock file/.test(messageOf(error))) throw error;
      await delay(clock, backoffMs(failures, { firstMs: 50, maxMs: 500 }));
    }
  }
}

interface Kept {
  readonly home: Home;
  readonly clock: Clock;
  readonly wasAdopted: boolean;
}

class KeptPostgres implements RunningPostgres {
  readonly #given: StartPostgres;
  readonly #kept: Kept;
  #current: Postmaster;
  #cancelWatch: () => void;
  #restarting: Promise<void> | undefined;
  #isWanted = true;

  constructor(given: StartPostgres, started: Postmaster, kept: Kept) {
    this.#given = given;
    this.#kept = kept;
    this.#current = started;
    // An adopted process is not our child: only looking tells that it is gone.
    this.#cancelWatch = kept.clock.every(watchMs, () => this.#look());
  }

  get url(): string {
    const secret = encodeURIComponent(password(this.#kept.home));
    return `postgresql://${userName}:${secret}@127.0.0.1:${this.port}/${databaseName}`;
  }
  get port(): number {
    return this.#current.port;
  }
  get pid(): number | undefined {
    return isAlive(this.#current.identity) ? this.#current.identity.pid : undefined;
  }
  get wasAdopted(): boolean {
    return this.#kept.wasAdopted;
  }

  async stop(): Promise<void> {
    this.release();
    await this.#restarting;
    await endPostmaster(this.#current, this.#kept.clock);
  }

  release(): void {
    this.#isWanted = false;
    this.#cancelWatch();
  }

  #look(): void {
    if (this.#restarting || isAlive(this.#current.identity)) return;
    this.#given.log.warn({ process: "postgres" }, "Postgres ended and is started again");
    this.#restarting = this.#restart().finally(() => {
      this.#restarting = undefined;
    });
  }

  async #restart(): Promise<void> {
    const { log } = this.#given;
    for (let failures = 1; this.#isWanted; failures++) {
      try {
        // The processes that use it were told where it is, and are not started anew with it.
        const again = await startPostgres({ ...this.#given, port: this.port });
        again.release();
        this.#current = findPostmaster(this.#kept.home) ?? this.#current;
        return;
      } catch (error) {
        log.error({ process: "postgres", error: messageOf(error) }, "Postgres could not be started again");
        await delay(this.#kept.clock, backoffMs(failures, { firstMs: 200, maxMs: 5_000 }));
      }
    }
  }
}
