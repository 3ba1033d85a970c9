import { expect, it } from '@jest/globals';
import { isLedgerStream } from './ledger-streams.js';

it.each([
  'intake-kafka.usage-events-0',
  'intake-http.0',
  'usage-decisions-J3oNV1zUr0',
  'access-2026-05-04.0',
  'naming-p_mfrggzdfmztwq2lk',
  'policy',
  'prices',
  'rosters',
])('knows %s as ours', (stream) => expect(isLedgerStream(stream)).toBe(true));

it.each([
  'orders-17',
  'intake',
  'policy-7',
  'my-intake-http.0',
  'naming',
  'naming-conventions',
  '$stats',
  'tallystick-ledger',
  '',
])('knows %s as somebody else’s or the store’s own', (stream) => expect(isLedgerStream(stream)).toBe(false));
