import { createContext, useContext } from 'react';
import type { AuditRow } from '../api/answers.js';
import type { Cell } from './cell.js';

export interface Explain {
  /** Opens what stands behind a number. */
  openExplain(cell: Cell): void;
  /** Opens one event with its proof; out of the drawer, with a way back. */
  openEvent(event: AuditRow): void;
}

/** What the drawer shows. */
export type View =
  { readonly kind: 'cell'; readonly cell: Cell } | { readonly kind: 'event'; readonly event: AuditRow };

export const ExplainContext = createContext<Explain>({ openExplain: () => undefined, openEvent: () => undefined });

export const useExplain = (): Explain => useContext(ExplainContext);
