/**
 * One process from its start to its end. Whatever it asked for before its end may still happen; it never hears of it, and
 * none of its pending continuations runs again.
 */
export class Life {
  #alive = true;
  readonly #end = Promise.withResolvers<never>();
  /** SIGSTOP: it does nothing until it is let go on, and does not know that time has passed. */
  frozen = false;

  constructor(readonly name: string) {
    this.ended.catch(() => undefined); // a life that nobody watches ends, too
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Rejects with `Ended` when the process is gone: what its clients see of a broken connection. */
  get ended(): Promise<never> {
    return this.#end.promise;
  }

  end(): void {
    this.#alive = false;
    this.#end.reject(new Ended(`${this.name} is gone`));
  }
}

export class Ended extends Error {
  override readonly name = 'Ended';
}
