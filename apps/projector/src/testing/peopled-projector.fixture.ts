import {
  canonicalDecision,
  canonicalUsage,
  decisionMetadata,
  eventKeyOf,
  eventKeyText,
  ledgerEventId,
  namingStream,
  parseRfc3339,
  usageMetadata,
} from '@tallystick/events';
import { memoryLedger, type LedgerStore, type NewEvent, type NonEmpty } from '@tallystick/ledger-store';
import { newApiKey, type Role } from '@tallystick/platform';
import { openPgliteReadModels } from '@tallystick/read-models';
import { tempDir, waitUntil } from '@tallystick/testing';
import { memoryVault, type IdentityVault } from '@tallystick/vault';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testProjector, type TestAnswer, type TestProjector } from './test-projector.fixture.js';

/** Usage of one person, told in few words. */
export interface Told {
  readonly person: string;
  readonly at: string;
  readonly tokens: number;
  readonly team?: string;
  readonly model?: string;
  readonly project?: string;
}
export interface PersonKey {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly subject?: string;
  readonly teams?: readonly string[];
}

const STREAMS = { RosterDeclared: 'rosters', PolicyAdopted: 'policy', PriceListed: 'prices' } as const;

/** A whole projector with keys, a vault and tables, over a ledger that tests write. */
export class PeopledProjector {
  private readonly revisions = new Map<string, bigint>();
  private told = 0;
  /** Position of the last event appended here. */
  last = '0';

  private constructor(
    readonly projector: TestProjector,
    readonly ledger: LedgerStore,
    readonly vault: IdentityVault,
    private readonly keys: ReadonlyMap<string, string>,
    private readonly folder: { remove(): Promise<void> },
  ) {}

  static async start(
    keys: readonly PersonKey[],
    env: Record<string, string> = {},
    ledger: LedgerStore = memoryLedger(),
  ) {
    const folder = await tempDir('peopled');
    const made = keys.map((key) => ({ name: key.name, ...newApiKey(key) }));
    const keysFile = join(folder.path, 'keys.json');
    await writeFile(keysFile, JSON.stringify(made.map(({ entry }) => entry)), { mode: 0o600 });
    const vault = memoryVault();
    const projector = await testProjector(
      {
        openLedger: async () => ledger,
        openReadModels: ({ ledgerId }) =>
          openPgliteReadModels({ dir: join(folder.path, 'tables'), ledgerId, timeZone: env['TALLYSTICK_TZ'] ?? 'UTC' }),
        openVault: async () => vault,
      },
      { env: { TALLYSTICK_AUTH: 'keys', TALLYSTICK_KEYS_FILE: keysFile, ...env } },
    );
    await waitUntil(async () => (await projector.get('/health/ready')).status === 200);
    return new PeopledProjector(projector, ledger, vault, new Map(made.map(({ name, key }) => [name, key])), folder);
  }

  /** Asks under a key; null: without one. What was appended before is in the answer. */
  get(name: string | null, path: string, params: Record<string, string> = {}): Promise<TestAnswer> {
    const query = new URLSearchParams({ atLeast: this.last, ...params });
    return this.projector.get(`${path}?${query}`, name === null ? {} : this.credentials(name));
  }

  credentials(name: string): Record<string, string> {
    const key = this.keys.get(name);
    return key === undefined ? {} : { authorization: `Bearer ${key}` };
  }

  async usage(told: readonly Told[]): Promise<void> {
    const actors = await this.vault.pseudonymise(told.map(({ person }) => person));
    const events = told.map(({ at, tokens, model = 'm', team, project }, i): NewEvent => {
      const key = eventKeyOf('urn:test', `id-${this.told++}`);
      const usage = {
        source: 'urn:test',
        id: '',
        subject: '',
        occurredAt: parseRfc3339(at)!.canonical,
        provider: 'made-up',
        model,
        tokens: { input: tokens, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
        ...(team === undefined ? {} : { team }),
        ...(project === undefined ? {} : { project }),
      };
      const data = canonicalUsage(usage, eventKeyText(key)).recorded(actors[i]!);
      return { id: ledgerEventId(key), type: 'UsageRecorded', data, metadata: usageMetadata(new Date().toISOString()) };
    });
    for (let from = 0; from < events.length; from += 500)
      await this.append('intake-http.0', events.slice(from, from + 500));
  }

  /** A roster, a policy or a price. */
  decide(type: keyof typeof STREAMS, data: object): Promise<void> {
    const stream = STREAMS[type];
    const event = {
      id: randomUUID(),
      type,
      data: canonicalDecision({ data: { ...data, author: 'p_aaaaaaaaaaaaaaaa' } }),
    };
    return this.append(stream, [{ ...event, metadata: decisionMetadata(new Date().toISOString()) }]);
  }

  /** By a person's own hand. */
  async choose(person: string, named: boolean): Promise<void> {
    const actor = await this.actorOf(person);
    const data = canonicalDecision({ data: { actor, named } });
    const event = { id: randomUUID(), type: 'NamingChosen', data };
    return this.append(namingStream(actor), [{ ...event, metadata: decisionMetadata(new Date().toISOString()) }]);
  }

  async actorOf(person: string): Promise<string> {
    return (await this.vault.pseudonymise([person]))[0]!;
  }

  async stop(): Promise<void> {
    await this.projector.stop();
    await this.folder.remove();
  }

  private async append(stream: string, events: readonly NewEvent[]): Promise<void> {
    const revision = this.revisions.get(stream);
    const expected = (revision ?? 'no-stream') as Parameters<LedgerStore['append']>[2];
    const { lastRevision } = await this.ledger.append(stream, events as NonEmpty<NewEvent>, expected);
    this.revisions.set(stream, lastRevision);
    this.last = String(await this.ledger.tail());
  }
}
