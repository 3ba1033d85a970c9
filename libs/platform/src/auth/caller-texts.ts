/** The contract's rule of every string: no control characters, noncharacters or lone surrogates. */
const TEXT = /^[^\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]+$/u;
export const MAX_SUBJECT = 256;
export const MAX_TEAM = 128;

/** As usage events name who used the tokens. */
export const isSubject = (value: unknown): value is string => isText(value, MAX_SUBJECT);
export const isTeam = (value: unknown): value is string => isText(value, MAX_TEAM);

const isText = (value: unknown, maxCodePoints: number): value is string =>
  typeof value === 'string' &&
  value.length <= 2 * maxCodePoints &&
  TEXT.test(value) &&
  [...value].length <= maxCodePoints;
