/** Lets one loop sleep until somebody has news for it, or until a time is over. News while it is awake is not lost. */
export class WakeUp {
  #woken = false;
  #rouse: (() => void) | undefined;

  wake(): void {
    this.#woken = true;
    this.#rouse?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rouse = undefined;
    this.#woken = false;
  }
}
