import { describe, expect, it } from '@jest/globals';
import { START, type LedgerStore } from '@tallystick/ledger-store';
import { Fenced, openPgliteReadModels, type ReadModels } from '@tallystick/read-models';
import { Random } from '@tallystick/samples';
import { tempDir } from '@tallystick/testing';
import { simulate } from './simulate.js';

/** PGlite takes seconds where the simulator's own fold takes microseconds: a handful of histories. */
const SEEDS = [4, 22, 66];
const MOST_EVENTS = 9;

/** Pages of random size, each by a projector that may have been started anew, and sometimes twice. */
async function foldAll(ledger: LedgerStore, open: () => Promise<ReadModels>, random: Random): Promise<ReadModels> {
  let models = await open();
  for (let after = START; ;) {
    const page = await ledger.readAll({ after, limit: random.integer(1, MOST_EVENTS) });
    if (page.events.length === 0) return models;
    await models.fold(after, page.events);
    if (random.chance(0.3)) await expect(models.fold(after, page.events)).rejects.toThrow(Fenced);
    after = page.last;
    if (!random.chance(0.1)) continue;
    await models.close();
    models = await open();
  }
}

describe('the real read models', () => {
  it.each(SEEDS)('count the history of seed %i as the model does, and as one fold from scratch', async (seed) => {
    const { failure, history } = await simulate(seed);
    expect(failure).toBeUndefined();
    const { ledger } = history.world;
    const folder = await tempDir('simulated');
    const open = () => openPgliteReadModels({ dir: folder.path, ledgerId: ledger.ledgerId, timeZone: 'UTC' });
    const models = await foldAll(ledger, open, new Random(seed));
    try {
      const board = await models.leaderboard({
        ...{ subject: 'actors', metric: 'tokens', window: 'all', tz: 'UTC', limit: 1_000 },
        atMs: history.world.scheduler.nowMs,
      });
      const rows = board.answer.rows.filter(({ value }) => value !== 0).map(({ subject, value }) => [subject, value]);
      expect(new Map(rows as [string, number][])).toEqual(totalsByActor(history.projector.tables.totals()));
      const rebuilt = await models.rebuild({ ledger, swap: false });
      expect(rebuilt.equal).toBe(true);
      expect(rebuilt.at.position).toBe(await ledger.tail());
    } finally {
      await models.close();
      await folder.remove();
    }
  });
});

/** Of all days, without those who have none left. */
function totalsByActor(cells: ReadonlyMap<string, number>): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [cell, tokens] of cells) {
    const [actor] = cell.split(' ') as [string];
    totals.set(actor, (totals.get(actor) ?? 0) + tokens);
  }
  return new Map([...totals].filter(([, tokens]) => tokens !== 0));
}
