import type { Reflector } from "@/server/cluster/reflector";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { EndpointSlice, Service } from "@/server/objects/types";
import { NamesFile } from "./namesFile";
import { ServiceNames } from "./serviceNames";

export interface LiveNamesOptions {
  readonly services: Reflector<Service>;
  readonly slices: Reflector<EndpointSlice>;
  /** Where the last names are kept. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
}

const writeMs = 500;

export interface LiveNames {
  current(): ServiceNames;
  close(): void;
}

/** The names that are in force: those on disk until the cluster was heard, then what it says. */
export function keepNames({ services, slices, folder, clock, log }: LiveNamesOptions): LiveNames {
  const file = new NamesFile(folder);
  const kept = ServiceNames.from(file.read());
  const live = new ServiceNames();
  let isHeard = false;
  let cancelWrite: (() => void) | undefined;
  const write = () => {
    cancelWrite = undefined;
    try {
      file.write(live.toNames());
    } catch (error) {
      log.warn({ reason: messageOf(error) }, "the names of services could not be kept on disk");
    }
  };
  const changed = () => {
    if (isHeard) cancelWrite ??= clock.after(writeMs, write);
  };
  const isGone = (type: string) => type === "DELETED" || type === "GONE";
  const stops = [
    services.onChange(({ type, object }) => {
      isGone(type) ? live.dropService(object) : live.putService(object);
      changed();
    }),
    slices.onChange(({ type, object }) => {
      isGone(type) ? live.dropSlice(object) : live.putSlice(object);
      changed();
    }),
  ];
  Promise.all([services.synced, slices.synced]).then(
    () => {
      isHeard = true;
      changed();
    },
    // Closed before the cluster was heard: the names on disk stay.
    () => {},
  );
  return {
    current: () => (isHeard ? live : kept),
    close() {
      for (const stop of stops) stop();
      if (!cancelWrite) return;
      cancelWrite();
      write();
    },
  };
}
