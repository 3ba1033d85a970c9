/** The dashboard's addresses besides `/`, as in apps/dashboard/src/layout/pages.ts (a test holds one against the other). */
export const PAGES: ReadonlySet<string> = new Set(['usage', 'adoption', 'events', 'me', 'system']);
