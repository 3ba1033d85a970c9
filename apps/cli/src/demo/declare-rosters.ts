import type { SampleTeam } from '@tallystick/samples';
import { CliFailure } from '../failure.js';
import { httpCall } from '../sending/http-call.js';

const TIMEOUT_MS = 60_000;
/** Before anything that a demo imports. */
const FROM = '2020-01-01';

/** So that adoption knows of how many people a team's active ones are a share. @throws CliFailure the ledger refuses */
export async function declareRosters(ledgerUrl: string, teams: readonly SampleTeam[]): Promise<void> {
  for (const { name, size } of teams) {
    const { status, body } = await httpCall({
      method: 'POST',
      url: `${ledgerUrl}/v1/rosters`,
      contentType: 'application/json',
      body: JSON.stringify({ team: name, from: FROM, size }),
      timeoutMs: TIMEOUT_MS,
    });
    if (status !== 201) throw new CliFailure(`the ledger refused the roster of ${name}: ${body}`);
  }
}
