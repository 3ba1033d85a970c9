/** A reason not to start that the person at the keyboard can mend: printed as one line, without a stack trace. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}

/** A setting is wrong: says its name, what was found (never a secret) and what is allowed. */
export class WrongSettings extends StartRefused {
  override readonly name = 'WrongSettings';
  constructor(
    readonly setting: string,
    problem: string,
  ) {
    super(`wrong setting ${setting}: ${problem}`);
  }
}
