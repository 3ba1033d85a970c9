import { leaderboardExample } from '../queries/leaderboards/leaderboard.openapi.js';
import { asOfExample } from '../queries/openapi/schemas.js';

export const streamDescription =
  '`leaderboard`: a board as `GET /v1/leaderboards/{subject}` answers, whenever it changed, at most five times a second. ' +
  '`position`: an `asOf`, after the boards that changed up to it; the only message with an id. `problem`: the numbers are ' +
  'not renewed at the moment; the stream goes on. `dropped`: the service ends the stream, with `reason` `slow`, `shutdown` or ' +
  '`renew`. A slow client is spared what is outdated by the time it reads on. See docs/reference/stream.md.';

export const streamExample = [
  'retry: 2000',
  '',
  'event: leaderboard',
  `data: ${JSON.stringify(leaderboardExample)}`,
  '',
  `id: ${asOfExample.position}`,
  'event: position',
  `data: ${JSON.stringify(asOfExample)}`,
  '',
  '',
].join('\n');
