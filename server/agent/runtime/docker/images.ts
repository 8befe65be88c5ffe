import { messageOf } from "@/server/lib/errors";
import { RuntimeError } from "../runtime";
import { type Docker, engineSays, statusOf } from "./engine";
import { parseImageName } from "./imageName";

export interface ReadyImage {
  readonly imageId: string;
  readonly wasPulled: boolean;
}

/** The engine's images, by pull policy. Who asks for the same image at the same time waits for the same pull. */
export class Images {
  readonly #pulls = new Map<string, Promise<void>>();

  constructor(private readonly docker: Docker) {}

  /** Fails with `InvalidImageName`, `ErrImageNeverPull` or `ErrImagePull`. */
  async ensure(image: string, policy: "Always" | "IfNotPresent" | "Never"): Promise<ReadyImage> {
    const name = parseImageName(image);
    if ("problem" in name) throw new RuntimeError("InvalidImageName", name.problem);
    const present = policy === "Always" ? undefined : await this.#idOf(image);
    if (present) return { imageId: present, wasPulled: false };
    if (policy === "Never")
      throw new RuntimeError(
        "ErrImageNeverPull",
        `Container image "${image}" is not present with pull policy of Never`,
      );
    await this.#pull(name.reference);
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

  #pull(reference: string): Promise<void> {
    const running = this.#pulls.get(reference) ?? this.#pullNow(reference).finally(() => this.#pulls.delete(reference));
    this.#pulls.set(reference, running);
    return running;
  }

  async #pullNow(reference: string): Promise<void> {
    try {
      const stream = await this.docker.pull(reference);
      await new Promise<void>((resolve, reject) => {
        this.docker.modem.followProgress(stream, (error: Error | null) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      throw new RuntimeError("ErrImagePull", engineSays(error) || messageOf(error));
    }
  }
}
