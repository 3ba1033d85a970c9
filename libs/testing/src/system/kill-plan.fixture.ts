import type { SeededRandom } from '../seeded-random.js';
import type { ProductionHouse } from './production-house.fixture.js';
import type { Service } from './service.fixture.js';

export interface Victim {
  readonly name: string;
  kill(): Promise<void>;
  comeBack(): Promise<void>;
}

/** Twenty kills over all parts of a house, in an order that is part of the seed. */
export function killPlan(house: ProductionHouse, random: SeededRandom): Victim[] {
  const service = (one: Service): Victim => ({
    name: one.name,
    kill: () => one.kill(),
    comeBack: () => one.start(),
  });
  const server = (name: string, one: { kill(): Promise<void>; restart(): Promise<void> }): Victim => ({
    name,
    kill: () => one.kill(),
    comeBack: () => one.restart(),
  });
  const times = (count: number, victims: readonly Victim[]): Victim[] =>
    Array.from({ length: count }, (_, n) => victims[n % victims.length]!);
  const plan = [
    ...times(5, house.ledgers.map(service)),
    ...times(5, house.projectors.map(service)),
    ...times(5, [server('event store', house.eventStore)]),
    ...times(3, [server('PostgreSQL', house.postgres)]),
    ...times(2, [server('Kafka', house.kafka)]),
  ];
  // Fisher-Yates: which kill follows which is part of the seed.
  for (let n = plan.length - 1; n > 0; n -= 1) {
    const other = random.integer(0, n);
    [plan[n], plan[other]] = [plan[other]!, plan[n]!];
  }
  return plan;
}
