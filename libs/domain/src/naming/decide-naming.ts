import { NAMING_CHOSEN, type NamingChosenData } from '@tallystick/events';
import { decided, refused, type Decision } from '../correction/decision.js';

/** A person's choice as it stands: not to be named until they chose otherwise. */
export interface NamingChoice {
  readonly named: boolean;
  /** Its place in the ledger; null: they never chose. */
  readonly position: string | null;
}
export const NEVER_CHOSEN: NamingChoice = { named: false, position: null };

export interface NamingChosen {
  readonly type: typeof NAMING_CHOSEN;
  readonly data: NamingChosenData;
}

/** A choice must change something: the same again leaves the ledger as it is. */
export function decideNaming(present: NamingChoice, command: NamingChosenData): Decision<NamingChosen> {
  if (present.named !== command.named) return decided({ type: NAMING_CHOSEN, data: command });
  return refused(
    'not-a-change',
    present.position === null ? 'so it is anyway' : `chosen at position ${present.position}`,
  );
}
