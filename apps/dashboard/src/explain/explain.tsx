import { createContext, useContext, type ReactNode } from 'react';
import type { AuditRow } from '../api/answers.js';
import type { Cell } from './cell.js';

export interface Explain {
  /** Opens what stands behind a number. */
  openExplain(cell: Cell): void;
  /** Opens one event with its proof. */
  openEvent(event: AuditRow): void;
}

const ExplainContext = createContext<Explain>({ openExplain: () => undefined, openEvent: () => undefined });

export const useExplain = (): Explain => useContext(ExplainContext);

/** The drawer's place: around all pages, so that any number can open it. */
export function ExplainProvider({ children }: { readonly children: ReactNode }) {
  return children;
}
