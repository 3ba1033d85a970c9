import { formatCount } from '../../format/amounts.js';
import { formatSpan } from '../../format/times.js';
import { Answered } from '../../ui/answered.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { Moment } from '../../ui/moment.js';
import { Skeleton } from '../../ui/skeleton.js';
import { Facts, type Fact } from './facts.js';
import { useProjectorSystem, type ProjectorSystem } from './system-answers.js';

const TONES = {
  live: 'good',
  standby: 'good',
  starting: 'plain',
  'catching-up': 'accent',
  retrying: 'warn',
  poisoned: 'bad',
  refused: 'bad',
  stopped: 'bad',
} as const;

/** How far the boards are behind the ledger, and why. */
export function ProjectionCard() {
  const system = useProjectorSystem();
  const state = system.data?.projection.state;
  return (
    <Card
      title="The boards"
      tools={state !== undefined && <Badge tone={TONES[state]}>{state.replace('-', ' ')}</Badge>}
    >
      <Answered query={system} skeleton={<Skeleton rows={3} />}>
        {(answer) => (
          <>
            {state !== 'live' && <p role="status">{answer.projection.sentence}</p>}
            <Facts facts={factsOf(answer)} />
          </>
        )}
      </Answered>
    </Card>
  );
}

function factsOf({ service, projection, asOf }: ProjectorSystem): Fact[] {
  const { position, ledgerPosition } = projection;
  return [
    {
      name: 'Behind the ledger',
      value: asOf === null ? 'unknown' : asOf.behindMs === 0 ? 'nothing waits' : formatSpan(asOf.behindMs),
      alarming: asOf === null || asOf.behindMs > 60_000,
    },
    { name: 'Folded up to position', value: formatCount(position) },
    {
      name: 'The ledger ends at',
      value: ledgerPosition === null ? 'does not answer' : formatCount(ledgerPosition),
      alarming: ledgerPosition === null,
    },
    { name: 'Events folded', value: asOf === null ? 'unknown' : formatCount(asOf.logSize) },
    { name: 'Tables', value: service.readModels === 'embedded' ? 'embedded (PGlite)' : 'PostgreSQL' },
    { name: 'Windows kept in', value: service.timeZone },
    { name: 'Projector', value: `version ${service.version}` },
    { name: 'Runs since', value: <Moment at={service.startedAt} /> },
  ];
}
