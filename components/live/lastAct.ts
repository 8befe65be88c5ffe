/** An act that can be taken back, once. */
export interface Offer {
  readonly take: () => void;
  /** It can no longer be taken back from here: what was said of it is gone from the screen. */
  readonly close: () => void;
}

/** What Z takes back: the last act and no other, while its offer stands. */
export class LastAct {
  #offer: Offer | undefined;

  /** An act was done that cannot be taken back. */
  clear(): void {
    this.#offer = undefined;
  }

  /** An act was done that can. */
  offer(takeBack: () => void): Offer {
    let isOpen = true;
    const close = () => {
      isOpen = false;
      if (this.#offer === offer) this.#offer = undefined;
    };
    const take = () => {
      if (!isOpen) return;
      close();
      takeBack();
    };
    const offer = { take, close };
    this.#offer = offer;
    return offer;
  }

  /** False when there is nothing to take back. */
  takeBack(): boolean {
    const offer = this.#offer;
    offer?.take();
    return offer !== undefined;
  }
}
