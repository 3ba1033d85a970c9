import type { UseQueryResult } from '@tanstack/react-query';
import { formatCount } from '../../format/amounts.js';
import { Answered } from '../../ui/answered.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Moment } from '../../ui/moment.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Facts, type Fact } from './facts.js';
import styles from './facts.module.css';
import type { LedgerSystem } from './system-answers.js';

/** What the ledger service took in, and whether it can take in more. */
export function LedgerCard({ system }: { readonly system: UseQueryResult<LedgerSystem> }) {
  return (
    <Card title="Intake" tools={<Reached system={system} />}>
      <Answered query={system} skeleton={<Skeleton rows={3} />}>
        {(answer) => (
          <>
            {!answer.readiness.ready && (
              <ul className={styles.lines} role="status">
                {answer.readiness.reasons.map(({ check, reason }) => (
                  <li key={check}>
                    <Badge tone="bad">{check}</Badge> {reason}
                  </li>
                ))}
              </ul>
            )}
            <Facts facts={factsOf(answer)} />
          </>
        )}
      </Answered>
    </Card>
  );
}

function Reached({ system }: { readonly system: UseQueryResult<LedgerSystem> }) {
  if (system.error !== null) return <Badge tone="bad">not reached</Badge>;
  if (system.data === undefined) return null;
  return system.data.readiness.ready ? <Badge tone="good">ready</Badge> : <Badge tone="bad">not ready</Badge>;
}

function factsOf({ service, intake }: LedgerSystem): Fact[] {
  const { kafka } = service;
  return [
    { name: 'Recorded', value: formatCount(intake.recorded) },
    { name: 'Came again', value: formatCount(intake.duplicates), meaning: 'Counted once' },
    {
      name: 'Conflicts',
      value: formatCount(intake.conflicts),
      alarming: intake.conflicts > 0,
      meaning: 'Known source and id, other content: on record, not counted',
    },
    {
      name: 'Dead letters',
      value: kafka === null ? 'no Kafka intake' : formatCount(intake.deadLetters),
      alarming: intake.deadLetters > 0,
      ...(kafka === null ? {} : { meaning: `In ${kafka.deadLetterTopic}` }),
    },
    { name: 'Refused over HTTP', value: formatCount(intake.refusedOverHttp), alarming: intake.refusedOverHttp > 0 },
    ...(kafka === null ? [] : [{ name: 'Kafka records that wait', value: formatCount(intake.lagRecords) }]),
    {
      name: 'Alarms',
      value: formatCount(intake.alarms),
      alarming: intake.alarms > 0,
      meaning: 'Things a person must look at: the service log says what',
    },
    { name: 'Counted since', value: <Moment at={intake.since} />, meaning: 'The start of this process' },
    {
      name: 'Ledger service',
      value: `version ${service.version}, instance ${service.instance}`,
      meaning: service.store === 'embedded' ? 'Embedded ledger (LMDB)' : 'EventStoreDB',
    },
  ];
}
