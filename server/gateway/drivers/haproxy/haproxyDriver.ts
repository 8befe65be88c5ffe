import path from "node:path";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { backendsOf, emptyTable, type RouteTable } from "../../table";
import { Withdrawn } from "../../withdrawn";
import { type BackendStats, type GatewayDriver, latencyBoundsMs } from "../driver";
import { EmbeddedDriver } from "../embedded/embeddedDriver";
import type { HaproxyConfig, MapName } from "./config";
import { HaproxyProcess } from "./haproxyProcess";
import { mostEndpoints, nativeBackends, planFor } from "./plan";
import { Slots } from "./slots";
import { type Counts, parseCounts, Tally } from "./tally";

export interface HaproxyDriverOptions {
  readonly program: string;
  /** For configuration and maps. */
  readonly folder: string;
  /** For sockets, whose paths must be short. */
  readonly runFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

const size = { backends: 64, serversPerBackend: mostEndpoints };

/** Carries HTTP by HAProxy, and what HAProxy cannot do by the embedded driver behind it. */
export class HaproxyDriver implements GatewayDriver {
  readonly name = "haproxy";
  readonly #embedded: EmbeddedDriver;
  readonly #withdrawn: Withdrawn;
  readonly #tally = new Tally();
  #slots: Slots;
  #process: HaproxyProcess | undefined;
  #table: RouteTable = emptyTable;
  #maps = new Map<MapName, string>();
  /** One change at a time: a withdrawal never crosses a table. */
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly options: HaproxyDriverOptions) {
    this.#embedded = new EmbeddedDriver(options.clock, { isBehindProxy: true });
    this.#withdrawn = new Withdrawn(options.clock);
    this.#slots = new Slots(options.clock, size);
  }

  async listen(host: string, port: number): Promise<void> {
    const config: HaproxyConfig = {
      bind: `${host.includes(":") ? `[${host}]` : host}:${port}`,
      socketPath: path.join(this.options.runFolder, "haproxy.sock"),
      embeddedSocketPath: path.join(this.options.runFolder, "gateway-http.sock"),
      mapFolder: path.join(this.options.folder, "maps"),
      ...size,
    };
    await this.#embedded.listenAt(config.embeddedSocketPath);
    const { program, folder, clock, log } = this.options;
    this.#process = new HaproxyProcess({ program, folder, config, clock, log, onExit: () => this.#restart() });
    await this.#process.start();
    await this.apply(this.#table);
  }

  async apply(table: RouteTable): Promise<void> {
    this.#table = table;
    await this.#embedded.apply(table);
    await this.#inTurn(() => this.#push(table));
  }

  async withdraw(podUid: string): Promise<void> {
    this.#withdrawn.add(podUid);
    await this.#embedded.withdraw(podUid);
    await this.#inTurn(async () => this.#process?.api.tell(this.#slots.withdraw(podUid)));
  }

  async stats(): Promise<ReadonlyMap<string, BackendStats>> {
    const all = new Map(await this.#embedded.stats());
    for (const [id, { requests, errors }] of this.#tally.since(await this.#counts())) {
      const other = all.get(id);
      const latencyCounts = other?.latencyCounts ?? new Array<number>(latencyBoundsMs.length + 1).fill(0);
      const sum = { requests: requests + (other?.requests ?? 0), errors: errors + (other?.errors ?? 0) };
      all.set(id, { ...sum, latencyCounts });
    }
    return all;
  }

  async close(): Promise<void> {
    await this.#process?.stop(5000);
    await this.#embedded.close();
  }

  async #push(table: RouteTable): Promise<void> {
    const api = this.#process?.api;
    if (!api) return;
    this.#withdrawn.settle(table);
    this.#slots.claim(nativeBackends(table));
    await this.#count(table);
    const plan = planFor(table, (id) => this.#slots.nameOf(id));
    const isIn = ({ podUid }: { podUid: string }) => !this.#withdrawn.has(podUid);
    const backends = new Map([...plan.backends].map(([id, endpoints]) => [id, endpoints.filter(isIn)]));
    // In before the choice, out after it: at no moment does a rule lead to a backend without its pods.
    await api.tell(this.#slots.fill(backends));
    for (const name of ["first", "second", "share", "exact", "prefix"] as const)
      await this.#swap(name, plan.maps[name]);
    await api.tell(this.#slots.drain(backends));
  }

  /** Before a backend of HAProxy's carries for someone new, what it had carried until then is noted. */
  async #count(table: RouteTable): Promise<void> {
    const ids = backendsOf(table).map(({ id }) => id);
    const slots = new Map(ids.map((id) => [id, this.#slots.nameOf(id) ?? ""]));
    if (!this.#tally.isCurrent(slots)) this.#tally.move(slots, await this.#counts());
  }

  async #counts(): Promise<ReadonlyMap<string, Counts>> {
    return parseCounts((await this.#process?.api.send("show stat -1 2 -1")) ?? "");
  }

  async #swap(name: MapName, entries: ReadonlyMap<string, string>): Promise<void> {
    const text = JSON.stringify([...entries]);
    if (this.#maps.get(name) === text) return;
    await this.#process?.api.replaceMap(path.join(this.options.folder, "maps", `${name}.map`), entries);
    this.#maps.set(name, text);
  }

  #inTurn(work: () => Promise<void> | undefined): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch((error) => {
      this.options.log.error({ error: messageOf(error) }, "HAProxy did not take a change");
    });
    return turn;
  }

  /** HAProxy died: a new one knows nothing, so everything is told again. */
  #restart(): void {
    this.#slots = new Slots(this.options.clock, size);
    this.#maps.clear();
    this.#tally.clear();
    this.options.log.warn({}, "HAProxy ended and is started again");
    this.#process
      ?.start()
      .then(() => this.apply(this.#table))
      .catch((error) => {
        this.options.log.error({ error: messageOf(error) }, "HAProxy could not be started");
        this.options.clock.after(500, () => this.#restart());
      });
  }
}
