/** The store holds a newer one than was read: only a writer beside this engine can have done that. */
export class Moved extends Error {}

const most = 5;

/** Runs it again from the start as long as it finds that what it had read has moved; throws `lost` after a few tries. */
export async function untilStill<T>(run: () => Promise<T>, lost: () => Error): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      if (tries >= most) throw lost();
    }
  }
}
