/** How one choice of a page stands in its address. */
export interface Choice<T> {
  /** Left out of the address. */
  readonly otherwise: T;
  /** null: not a value that the page knows; `otherwise` is taken. */
  read(text: string): T | null;
  write(value: T): string;
}
export type Choices = Readonly<Record<string, Choice<unknown>>>;
export type Chosen<C extends Choices> = { readonly [K in keyof C]: C[K]['otherwise'] };

export const oneOf = <const T extends string>(list: readonly T[], otherwise: T): Choice<T> => ({
  otherwise,
  read: (text) => list.find((known) => known === text) ?? null,
  write: (value) => value,
});

/** Any text; absent and null are the same, empty is not. */
export const optionalText: Choice<string | null> = {
  otherwise: null,
  read: (text) => text,
  write: (value) => value ?? '',
};

const matching = (pattern: RegExp): Choice<string | null> => ({
  otherwise: null,
  read: (text) => (pattern.test(text) ? text : null),
  write: (value) => value ?? '',
});
export const optionalDate = matching(/^\d{4}-\d{2}-\d{2}$/);
export const optionalWeek = matching(/^\d{4}-W\d{2}$/);
export const optionalZone = matching(/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/);

/** Anything that cannot be read stands as if it were not there: an address may come from anywhere. */
export function readChoices<C extends Choices>(choices: C, search: string): Chosen<C> {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    Object.entries(choices).map(([name, choice]) => {
      const text = query.get(name);
      return [name, (text === null ? null : choice.read(text)) ?? choice.otherwise];
    }),
  ) as Chosen<C>;
}

/** The address's part after `?`; what is as it would be anyhow is left out, members that are no choice stay. */
export function writeChoices<C extends Choices>(choices: C, search: string, chosen: Chosen<C>): string {
  const query = new URLSearchParams(search);
  for (const [name, choice] of Object.entries(choices)) {
    if (chosen[name] === choice.otherwise) query.delete(name);
    else query.set(name, choice.write(chosen[name]));
  }
  return query.toString();
}
