/** privacy.md, "Roles". */
export const ROLES = ['publisher', 'member', 'team-lead', 'auditor', 'identity-officer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (role: unknown): role is Role => ROLES.some((known) => known === role);

/** Who asks. */
export interface Caller {
  /** Name of the API key, `oidc-` and a hash, or `local`. Not a person's subject: it stands in the log. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
  /** Sources that a publisher may speak for: exact, or a prefix that ends in `*`. */
  readonly sources: readonly string[];
  /** The person behind the caller, named as usage events name their subject; null: nobody, or not known. Never logged. */
  readonly subject: string | null;
  /** Teams that a team-lead leads, named as usage events name them. */
  readonly teams: readonly string[];
}

/** Without authentication (loopback only) whoever can reach the port may do everything. */
export const LOCAL_CALLER: Caller = {
  name: 'local',
  roles: new Set(ROLES),
  sources: ['*'],
  subject: null,
  teams: [],
};

/** Under which name the vault keeps a caller itself, whoever stands behind it: no usage subject is mistaken for it. */
export const callerName = (name: string): string => `caller:${name}`;

/**
 * Under which name the vault keeps the pseudonym of somebody who looks at data: the person behind the caller, so that
 * those they look at learn who it was; a caller without a person under a name that no usage subject is mistaken for.
 */
export const viewerName = ({ name, subject }: Pick<Caller, 'name' | 'subject'>): string => subject ?? callerName(name);

export function maySpeakFor(caller: Pick<Caller, 'sources'>, source: string): boolean {
  return caller.sources.some((allowed) =>
    allowed.endsWith('*') ? source.startsWith(allowed.slice(0, -1)) : source === allowed,
  );
}
