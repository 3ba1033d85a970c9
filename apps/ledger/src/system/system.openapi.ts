/** What `GET /v1/system` looks like. */
export const systemExample = {
  service: {
    version: '0.1.0',
    instance: '0',
    store: 'embedded',
    kafka: { topic: 'usage-events', deadLetterTopic: 'usage-events.dead-letter' },
  },
  readiness: { ready: true, reasons: [] },
  intake: {
    since: '2026-05-20T06:00:00.000Z',
    recorded: 120_000,
    duplicates: 42,
    conflicts: 1,
    deadLetters: 3,
    refusedOverHttp: 7,
    alarms: 0,
    lagRecords: 0,
  },
  log: {
    origin: 'tallystick.local/ledger',
    size: 120_001,
    root: 'fKo0K5d6Nn3qX3V2yY1g4f7uCzC3m1Q0mJd3J3nQyYk=',
    publishedAt: '2026-05-20T09:30:00.123Z',
    witnesses: [{ name: 'witness.example', signedNewest: true }],
    cosignedSize: 120_001,
  },
};
