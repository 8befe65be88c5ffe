import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import { Turnstile } from "../../turnstile";
import { type RegistryLogin, RuntimeError } from "../runtime";
import { type Docker, engineSays, statusOf } from "./engine";
import { parseImageName } from "./imageName";

export interface ReadyImage {
  readonly imageId: string;
  readonly wasPulled: boolean;
}

const pullsAtOnce = 4;
/** A pull that tells nothing for so long hangs: its registry, or the engine, is away. */
const silentMs = 120_000;

/**
 * The engine's images, by pull policy. Who asks for the same image at the same time waits for the same pull; only a few
 * pulls run at once, and one that makes no progress any more is given up.
 */
export class Images {
  readonly #pulls = new Map<string, Promise<void>>();
  readonly #places = new Turnstile(pullsAtOnce);

  constructor(
    private readonly docker: Docker,
    private readonly clock: Clock,
  ) {}

  /** Fails with `InvalidImageName`, `ErrImageNeverPull` or `ErrImagePull`. */
  async ensure(
    image: string,
    policy: "Always" | "IfNotPresent" | "Never",
    logins: readonly RegistryLogin[] = [],
  ): Promise<ReadyImage> {
    const name = parseImageName(image);
    if ("problem" in name) throw new RuntimeError("InvalidImageName", name.problem);
    const present = policy === "Always" ? undefined : await this.#idOf(image);
    if (present) return { imageId: present, wasPulled: false };
    if (policy === "Never")
      throw new RuntimeError(
        "ErrImageNeverPull",
        `Container image "${image}" is not present with pull policy of Never`,
      );
    await this.#pull(name.reference, logins);
    const imageId = await this.#idOf(image);
    if (!imageId) throw new RuntimeError("ErrImagePull", `${image} was pulled, and is not there`);
    return { imageId, wasPulled: true };
  }

  async #idOf(image: string): Promise<string | undefined> {
    try {
      return (await this.docker.getImage(image).inspect()).Id;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw new RuntimeError("ErrImagePull", `the Docker engine did not answer: ${engineSays(error)}`);
    }
  }

  /** Only who asks with the same logins shares a pull: another's must not open an image to those who have none. */
  #pull(reference: string, logins: readonly RegistryLogin[]): Promise<void> {
    const key = JSON.stringify([reference, logins]);
    const running = this.#pulls.get(key) ?? this.#pullAs(reference, logins).finally(() => this.#pulls.delete(key));
    this.#pulls.set(key, running);
    return running;
  }

  /** With each login until one is let in; what the last one heard is the answer. */
  async #pullAs(reference: string, logins: readonly RegistryLogin[]): Promise<void> {
    let refusal: unknown;
    for (const login of logins.length > 0 ? logins : [undefined]) {
      try {
        return await this.#places.run(() => this.#pullNow(reference, login));
      } catch (error) {
        refusal = error;
      }
    }
    throw refusal;
  }

  async #pullNow(reference: string, login: RegistryLogin | undefined): Promise<void> {
    const abort = new AbortController();
    const giveUp = () => abort.abort();
    let cancel = this.clock.after(silentMs, giveUp);
    const heard = () => {
      cancel();
      cancel = this.clock.after(silentMs, giveUp);
    };
    const hangs = new Promise<never>((_resolve, reject) => {
      abort.signal.addEventListener("abort", () => reject(new Error(`no progress for ${silentMs / 1_000} s`)));
    });
    try {
      await Promise.race([this.#follow(reference, { login, signal: abort.signal, heard }), hangs]);
    } catch (error) {
      throw new RuntimeError("ErrImagePull", engineSays(error) || messageOf(error));
    } finally {
      cancel();
    }
  }

  async #follow(reference: string, { login, signal, heard }: Pull): Promise<void> {
    const stream = await this.docker.pull(reference, {
      ...(login ? { authconfig: authOf(login) } : {}),
      abortSignal: signal,
    });
    heard();
    await new Promise<void>((resolve, reject) => {
      const done = (error: Error | null) => (error ? reject(error) : resolve());
      this.docker.modem.followProgress(stream, done, heard);
    });
  }
}

interface Pull {
  readonly login: RegistryLogin | undefined;
  readonly signal: AbortSignal;
  heard(): void;
}

/** As the Docker API has it: https://docs.docker.com/reference/api/engine/#section/Authentication */
function authOf({ serverAddress: serveraddress, username, password, identityToken: identitytoken }: RegistryLogin) {
  return identitytoken ? { serveraddress, identitytoken } : { serveraddress, username, password };
}
