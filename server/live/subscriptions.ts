import type { Cluster } from "@/server/cluster/cluster";
import { viewNamed } from "@/server/views/registry";
import type { Feeds } from "./feeds";
import { Outbox } from "./outbox";
import { type Peer, subscribeInput } from "./protocol";

const mostSubscriptions = 100;

/** The views that one socket has open. */
export class Subscriptions {
  readonly #open = new Map<string, () => void>();

  constructor(
    readonly feeds: Feeds,
    readonly cluster: Cluster,
    readonly peer: Peer,
  ) {}

  subscribe(message: unknown): void {
    const asked = subscribeInput.safeParse(message);
    if (!asked.success) return;
    const { id } = asked.data;
    const view = viewNamed(asked.data.view);
    if (!view) {
      this.#refuse(id, "NotFound", `There is no view "${asked.data.view}".`);
      return;
    }
    const input = view.input.safeParse(asked.data.input ?? {});
    if (!input.success) {
      this.#refuse(id, "BadRequest", input.error.issues.map(said).join("; "));
      return;
    }
    this.close(id);
    if (this.#open.size >= mostSubscriptions) {
      this.#refuse(id, "TooManyRequests", `At most ${mostSubscriptions} views can be open at a time.`);
      return;
    }
    const outbox = new Outbox(this.peer);
    const stop = this.feeds.listen(this.cluster, { view, input: input.data }, ({ type, ...answer }) =>
      outbox.put(type, { id, ...answer }),
    );
    this.#open.set(id, () => {
      stop();
      outbox.close();
    });
  }

  close(id: string): void {
    this.#open.get(id)?.();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  #refuse(id: string, reason: string, says: string): void {
    this.peer.tell("problem", { id, reason, says });
  }
}

function said({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return path.length > 0 ? `${path.join(".")}: ${message}` : message;
}
