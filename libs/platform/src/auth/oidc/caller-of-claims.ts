import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { isRole, type Caller } from '../caller.js';
import { isSubject, isTeam } from '../caller-texts.js';

const MAX_SOURCE_PATTERN = 513;

/**
 * Who a verified token speaks for (docs/operating/access.md). A claim of our own name wins over the common one; what is
 * no list of texts, and roles of other applications, count for nothing: whoever is granted nothing may do nothing.
 */
export function callerOfClaims(claims: JWTPayload, maxListEntries: number): Caller {
  const list = (name: string): string[] =>
    textsIn(claims[`tallystick_${name}`] ?? claims[name]).slice(0, maxListEntries);
  return {
    name: nameOf(claims),
    roles: new Set(list('roles').filter(isRole)),
    sources: list('sources').filter((source) => source.length <= MAX_SOURCE_PATTERN),
    subject: subjectOf(claims),
    teams: list('teams').filter(isTeam),
  };
}

/** Stable, and neither a name nor a mail address: it stands in the log. */
function nameOf({ iss, sub }: JWTPayload): string {
  const hash = createHash('sha256').update(`${iss}\0${sub}`).digest('hex');
  return `oidc-${hash.slice(0, 16)}`;
}

/** As usage events name people: the mail address that the issuer does not disown, else the issuer's own id. */
function subjectOf({ email, email_verified: verified, sub }: JWTPayload): string | null {
  if (isSubject(email) && verified !== false && verified !== 'false') return email;
  return isSubject(sub) ? sub : null;
}

/** A list of texts, or one text with blanks between its words, as OAuth writes scopes. */
function textsIn(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  if (!Array.isArray(claim)) return [];
  return claim.filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}
