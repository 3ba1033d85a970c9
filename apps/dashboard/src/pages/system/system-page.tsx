import { isForbidden } from '../../api/problem.js';
import { ErrorNote } from '../../ui/error-note.js';
import { PageHeader } from '../../ui/page-header.js';
import { LedgerCard } from './ledger-card.js';
import { LogCard } from './log-card.js';
import { ProjectionCard } from './projection-card.js';
import { useLedgerSystem } from './system-answers.js';

export function SystemPage() {
  const ledger = useLedgerSystem();
  return (
    <>
      <PageHeader
        title="System"
        lead="Whether the boards keep up with the ledger, what the intake turned away, and how much of the history is signed."
      />
      {ledger.error !== null && isForbidden(ledger.error) ? (
        <ErrorNote error={ledger.error} />
      ) : (
        <>
          <ProjectionCard />
          <LedgerCard system={ledger} />
          <LogCard system={ledger} />
        </>
      )}
    </>
  );
}
