import {
  HttpIntake,
  IntakeLane,
  UsageDecisions,
  type IntakeLaneParts,
  type UsageIntake,
} from '@tallystick/ledger/intake';
import type { LedgerStore } from '@tallystick/ledger-store';
import type { DeadLetters, SourceHandler } from '@tallystick/messaging';
import type { IdentityVault } from '@tallystick/vault';
import { Fold } from '../fold/fold.js';
import type { Tables } from '../fold/tables.js';
import type { Life } from './life.js';
import type { World } from './world.js';

/** Where a process runs: for planted bugs that do things behind its back. */
export interface Place {
  readonly world: World;
  readonly life: Life;
}

/** How a process is put together from its parts. Planted bugs change one of them. */
export interface Build {
  store(port: LedgerStore, place: Place): LedgerStore;
  vault(port: IdentityVault, place: Place): IdentityVault;
  deadLetters(port: DeadLetters, place: Place): DeadLetters;
  lane(parts: IntakeLaneParts, place: Place): IntakeLane;
  http(lane: IntakeLane, instance: string, place: Place): UsageIntake;
  /** What the source delivers to; `intake` itself in a sound build. */
  handler(intake: SourceHandler, lane: IntakeLane, place: Place): SourceHandler;
  decisions(...parts: ConstructorParameters<typeof UsageDecisions>): UsageDecisions;
  fold(tables: Tables): Fold;
}

export const soundBuild: Build = {
  store: (port) => port,
  vault: (port) => port,
  deadLetters: (port) => port,
  lane: (parts) => new IntakeLane(parts),
  http: (lane, instance) => new HttpIntake(lane, instance),
  handler: (intake) => intake,
  decisions: (...parts) => new UsageDecisions(...parts),
  fold: (tables) => new Fold(tables),
};
