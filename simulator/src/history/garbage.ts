/** Records that cannot become usage events, and the code that the contract gives them. */
export const GARBAGE: readonly { readonly code: string; readonly value: Buffer | null }[] = [
  { code: 'not-a-cloudevent', value: Buffer.from('no JSON at all') },
  { code: 'not-a-cloudevent', value: null },
  { code: 'unsupported-type', value: json({ specversion: '1.0', type: 'other', source: 'urn:simulator', id: 'x' }) },
  { code: 'no-tokens', value: json(withoutTokens()) },
];

function withoutTokens(): object {
  return {
    specversion: '1.0',
    type: 'tallystick.usage.reported.v1',
    source: 'urn:simulator',
    id: 'no-tokens',
    time: '2026-05-10T08:00:00Z',
    subject: 'person-0@example.org',
    data: { provider: 'simulated', model: 'simulated-1', tokens: { input: 0 } },
  };
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
