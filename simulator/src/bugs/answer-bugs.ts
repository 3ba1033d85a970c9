import { HttpIntake, IntakeLane, type BatchPlan, type IntakeLaneParts } from '@tallystick/ledger/intake';
import { LedgerUnavailable } from '@tallystick/ledger-store';
import type { Actor, IdentityVault } from '@tallystick/vault';
import type { Place } from '../world/build.js';
import type { Bug } from './bug.js';
import { changed } from './changed.js';

/** Mistakes in what HTTP clients are told, and with people's names. */
export const answerBugs: readonly Bug[] = [
  {
    name: 'HTTP answers for what could not be recorded',
    plant: {
      http: (lane, instance) => {
        const intake = new HttpIntake(lane, instance);
        return changed(intake, {
          takeHttp: (items) =>
            intake.takeHttp(items).catch((error: unknown) => {
              if (!(error instanceof LedgerUnavailable)) throw error;
              return items.map(() => ({ status: 'recorded', position: lane.index.completeUpTo() }));
            }),
        });
      },
    },
    breaks: ['answers are true'],
  },
  {
    name: 'pseudonyms are written to the vault after the append',
    plant: { vault: writingBehind },
    breaks: ['the vault knows each actor'],
  },
  {
    name: 'the vault is asked before identity',
    plant: { lane: (parts) => new AsksTheVaultFirst(parts) },
    breaks: ['the vault knows each actor'],
  },
];

class AsksTheVaultFirst extends IntakeLane {
  constructor(private readonly parts: IntakeLaneParts) {
    super(parts);
  }

  override async decide(items: Parameters<IntakeLane['decide']>[0]): Promise<BatchPlan> {
    await this.parts.vault.pseudonymise(items.map(({ subject }) => subject));
    return super.decide(items);
  }
}

/** What a process drew and has not yet written ends with it. */
function writingBehind(port: IdentityVault, { world, life }: Place): IdentityVault {
  return changed(port, {
    pseudonymise: async (subjects) => {
      const known = await Promise.all(subjects.map((subject) => world.vault.find(subject)));
      const actors = await port.pseudonymise(subjects);
      const drawn = actors.filter((_, at) => known[at] === undefined);
      let unwritten: readonly Actor[] = drawn;
      life.ended.catch(() => Promise.all(unwritten.map((actor) => world.vault.forget(actor))));
      world.scheduler.postAt(life, world.scheduler.nowMs + 1_000, 'writes to the vault', () => {
        unwritten = [];
      });
      return actors;
    },
  });
}
