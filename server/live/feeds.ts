import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { AnyView, ViewContext } from "@/server/views/view";
import { type Answer, Feed } from "./feed";
import type { Hub } from "./hub";

export interface Feeds {
  /** Listens to a view as this cluster's subject sees it; those who ask for the same share one feed. */
  listen(cluster: Cluster, asked: Asked, call: (answer: Answer) => void): () => void;
  readonly count: number;
}

export interface Asked {
  readonly view: AnyView;
  readonly input: unknown;
}

export interface FeedsOptions {
  readonly hub: Hub;
  readonly context: ViewContext;
  readonly clock: Clock;
  readonly log: Log;
}

export function createFeeds(options: FeedsOptions): Feeds {
  const feeds = new Map<string, Feed>();
  return {
    get count() {
      return feeds.size;
    },
    listen(cluster, { view, input }, call) {
      const { name, groups } = cluster.subject;
      const key = JSON.stringify([name, groups, view.name, input]);
      const feed = feeds.get(key) ?? new Feed({ ...options, view, input, cluster });
      feeds.set(key, feed);
      const stop = feed.listen(call);
      return () => {
        stop();
        if (feed.listeners > 0 || feeds.get(key) !== feed) return;
        feeds.delete(key);
        feed.end();
      };
    },
  };
}
