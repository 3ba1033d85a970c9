import { parseRfc3339 } from '@tallystick/events';
import { IsIn, ValidateBy } from 'class-validator';
import { IANAZone } from 'luxon';
import { parseDate } from './instant.js';
import { isSubjectName } from './subject-names.js';

/** Positions fit a signed 64-bit integer in every store. */
const MAX_POSITION = 2n ** 63n - 1n;
/** The longest value of an event's attribute is a source of 512 code points. */
export const MAX_TEXT_LENGTH = 1_024;
export const MAX_CURSOR_LENGTH = 2_048;

export const rule = (name: string, expected: string, validate: (value: unknown) => boolean) => (): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => `$property must be ${expected}` } });

export const texts = (test: (text: string) => boolean) => (value: unknown) => typeof value === 'string' && test(value);

export const IsOneOf = (list: readonly string[]): PropertyDecorator =>
  IsIn([...list], { message: `$property must be one of ${list.join(', ')}` });

export const IsPosition = rule(
  'isPosition',
  'a ledger position: a decimal integer as answers give it, at most 2^63-1',
  texts((text) => /^(0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= MAX_POSITION),
);

export const IsTimeZone = rule(
  'isTimeZone',
  'an IANA time zone, such as UTC or Europe/Berlin',
  texts((text) => text.length <= 64 && /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(text) && IANAZone.isValidZone(text)),
);

export const IsDateOrTime = rule(
  'isDateOrTime',
  'a date (2026-05-01, in the time zone of tz) or an RFC 3339 time (2026-05-01T00:00:00Z; write + as %2B in a URL)',
  texts((text) => parseDate(text) !== null || parseRfc3339(text) !== null),
);

export const IsLimit = (max: number): PropertyDecorator =>
  rule(
    'isLimit',
    `an integer from 1 to ${max}`,
    texts((text) => /^[1-9]\d{0,8}$/.test(text) && Number(text) <= max),
  )();

/** What could be the value of an event's attribute; an empty one asks for the events without it. */
export const IsAttribute = rule(
  'isAttribute',
  `a text of at most ${MAX_TEXT_LENGTH} characters without control characters`,
  texts((text) => text.length <= MAX_TEXT_LENGTH && text.isWellFormed() && !/[\p{Cc}]/u.test(text)),
);

export const IsCursor = rule(
  'isCursor',
  'a nextCursor of an earlier answer, unchanged',
  texts((text) => text.length <= MAX_CURSOR_LENGTH && /^[A-Za-z0-9_.~-]+$/.test(text)),
);

export const IsSubjectList = rule(
  'isSubjectList',
  'one or two of actor, team, model, project, agent, source (or their plurals), separated by a comma or repeated',
  (value) => subjectList(value).every((name) => isSubjectName(name)),
);

export const IsSubjects = rule(
  'isSubjects',
  'one or more of actors, teams, models, projects, agents, sources, separated by a comma or repeated',
  (value) => subjectList(value).every((name) => isSubjectName(name)),
);

/** `by=team,model` and `by=team&by=model` alike. */
export const subjectList = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((text) => String(text).split(','));
