import type { UseQueryResult } from '@tanstack/react-query';
import { formatCount } from '../../format/amounts.js';
import { Answered } from '../../ui/answered.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Moment } from '../../ui/moment.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Facts } from './facts.js';
import styles from './facts.module.css';
import { useLogKey, type LedgerSystem } from './system-answers.js';

/** The log that makes the history tamper-evident: how much is signed, and who watches. */
export function LogCard({ system }: { readonly system: UseQueryResult<LedgerSystem> }) {
  const key = useLogKey();
  return (
    <Card title="The signed log">
      <Answered query={system} skeleton={<Skeleton rows={3} />}>
        {({ log }) =>
          log === null ? <p>No checkpoint is signed yet.</p> : <Log log={log} keyText={key.data?.trim() ?? null} />
        }
      </Answered>
    </Card>
  );
}

interface LogProps {
  readonly log: NonNullable<LedgerSystem['log']>;
  readonly keyText: string | null;
}

function Log({ log, keyText }: LogProps) {
  const { witnesses, cosignedSize } = log;
  return (
    <>
      <Facts
        facts={[
          { name: 'Entries signed', value: formatCount(log.size) },
          { name: 'Last checkpoint', value: <Moment at={log.publishedAt} /> },
          { name: 'Root', value: <code title={log.root}>{log.root.slice(0, 12)}…</code> },
          { name: 'Log', value: log.origin },
          {
            name: 'Signed by all witnesses',
            value: witnesses.length === 0 ? 'no witnesses' : `${formatCount(cosignedSize ?? 0)} entries`,
            alarming: witnesses.length > 0 && cosignedSize === null,
            ...(witnesses.length === 0 ? { meaning: 'Without one, only kept checkpoints show a rewritten log' } : {}),
          },
        ]}
      />
      {witnesses.length > 0 && (
        <ul className={styles.lines} aria-label="Witnesses">
          {witnesses.map(({ name, signedNewest }) => (
            <li key={name}>
              <Badge tone={signedNewest ? 'good' : 'warn'}>{signedNewest ? 'signed the newest' : 'not yet'}</Badge>{' '}
              {name}
            </li>
          ))}
        </ul>
      )}
      {keyText !== null && (
        <p className={styles.key}>
          Verifier key: <code>{keyText}</code>
        </p>
      )}
    </>
  );
}
