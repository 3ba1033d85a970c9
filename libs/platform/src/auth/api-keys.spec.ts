import { afterAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerFinder, checkEntry, newApiKey } from './api-keys.js';
import { openAuthentication } from './authentication.js';
import { maySpeakFor } from './caller.js';
import { readKeysFile } from './keys-file.js';

const dir = mkdtempSync(join(tmpdir(), 'tallystick-keys-'));
afterAll(() => rmSync(dir, { recursive: true }));
let files = 0;
function keysFile(content: unknown, mode = 0o600): string {
  const path = join(dir, `${files++}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
  return path;
}
const hash = createHash('sha256').update('k').digest('hex');
const good = { name: 'a', sha256: hash, roles: ['auditor'] };

describe('an API key', () => {
  it('is shown once and kept as its SHA-256 only', () => {
    const { key, entry } = newApiKey({ name: 'gateway', roles: ['publisher'], sources: ['urn:g'] });
    expect(key).toMatch(/^ts_[A-Za-z0-9_-]{43}$/);
    expect(entry).toEqual({
      name: 'gateway',
      sha256: createHash('sha256').update(key).digest('hex'),
      roles: ['publisher'],
      sources: ['urn:g'],
    });
    expect(newApiKey({ name: 'b', roles: ['admin'] }).key).not.toBe(key);
  });

  it('finds its caller, and nobody by another one', () => {
    const one = newApiKey({ name: 'one', roles: ['auditor', 'admin'] });
    const two = newApiKey({ name: 'two', roles: ['publisher'], sources: ['*'] });
    const find = callerFinder([one.entry, two.entry]);
    expect(find(one.key)).toEqual({
      name: 'one',
      roles: new Set(['auditor', 'admin']),
      sources: [],
      subject: null,
      teams: [],
    });
    expect(find(two.key)?.name).toBe('two');
    expect(find(`${two.key}x`)).toBeNull();
    expect(find(one.entry.sha256)).toBeNull();
    expect(find('')).toBeNull();
  });

  it('knows whose it is and which teams its holder leads', () => {
    const lead = newApiKey({ name: 'lead', roles: ['team-lead'], subject: 'ada@example.org', teams: ['payments'] });
    expect(lead.entry).toMatchObject({ subject: 'ada@example.org', teams: ['payments'] });
    expect(callerFinder([lead.entry])(lead.key)).toMatchObject({ subject: 'ada@example.org', teams: ['payments'] });
  });

  it.each([
    ['no object', 7, /not an object/],
    ['a stray member', { ...good, key: 'ts_secret' }, /member "key"/],
    ['no name', { ...good, name: '' }, /needs a name/],
    ['a short hash', { ...good, sha256: 'ab' }, /64 hex digits/],
    ['no roles', { ...good, roles: [] }, /needs roles/],
    ['an unknown role', { ...good, roles: ['root'] }, /needs roles, of: publisher/],
    ['a publisher of nothing', { ...good, roles: ['publisher'] }, /needs sources/],
    ['sources that are no list', { ...good, sources: 'urn:x' }, /not a list/],
    ['no subject', { ...good, subject: '' }, /has a subject that is not/],
    ['a subject with a line break', { ...good, subject: 'a\nb' }, /has a subject that is not/],
    ['an endless subject', { ...good, subject: 'x'.repeat(257) }, /has a subject that is not/],
    ['teams that are no list', { ...good, teams: 'payments' }, /has teams that are not/],
    ['a nameless team', { ...good, teams: ['payments', ''] }, /has teams that are not/],
  ])('is refused with %s', (_what, entry, says) => {
    expect(() => checkEntry(entry)).toThrow(says);
  });
});

describe('a keys file', () => {
  it('is read with its entries', () => {
    expect(readKeysFile(keysFile([good]))).toEqual({ entries: [good], warnings: [] });
  });

  it.each([
    ['others may write', 0o622, /can add keys/],
    ['others may read', 0o644, /can read the hashes/],
  ])('warns when %s', (_what, mode, says) => {
    expect(readKeysFile(keysFile([good], mode)).warnings).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    ['no file', '/nowhere/keys.json', /cannot be read \(ENOENT\)/],
    ['no JSON', keysFile('{'), /is not JSON/],
    ['no array', keysFile({ keys: [] }), /no JSON array/],
    ['a wrong entry', keysFile([good, { ...good, name: 'b', sha256: 'x' }]), /entry 1 needs sha256/],
    ['a name twice', keysFile([good, { ...good, sha256: '0'.repeat(64) }]), /the name of key "a" stands there twice/],
    ['a key twice', keysFile([good, { ...good, name: 'b' }]), /the sha256 of key/],
  ])('stops the start in one line: %s', (_what, path, says) => {
    expect(() => readKeysFile(path)).toThrow(says);
    expect(() => readKeysFile(path)).not.toThrow(/\n/);
  });
});

describe('the Authorization header', () => {
  const { key, entry } = newApiKey({ name: 'one', roles: ['auditor'] });
  const { callerOf } = openAuthentication({ mode: 'keys', keysFile: keysFile([entry]) });

  it.each([
    ['the key as Bearer', `Bearer ${key}`, 'one'],
    ['the scheme in any case', `bearer  ${key} `, 'one'],
    ['another key', 'Bearer ts_AAAA', null],
    ['the bare key', key, null],
    ['another scheme', `Basic ${key}`, null],
    ['two keys', `Bearer ${key} ${key}`, null],
    ['nothing', undefined, null],
    ['an endless value', `Bearer ${'x'.repeat(100_000)}`, null],
  ])('with %s', async (_what, header, name) => {
    const asked = callerOf(header);
    if (name === null) await expect(asked).rejects.toMatchObject({ code: 'unauthenticated' });
    else expect((await asked).name).toBe(name);
  });

  it('is not asked for without authentication: the caller is local with every role', async () => {
    const { callerOf: anybody, notes } = openAuthentication({ mode: 'none' });
    const local = await anybody(undefined);
    expect(local).toMatchObject({ name: 'local', sources: ['*'], subject: null, teams: [] });
    expect([...local.roles].sort()).toEqual(
      ['admin', 'auditor', 'identity-officer', 'member', 'publisher', 'team-lead'].sort(),
    );
    expect(notes).toEqual([expect.stringContaining('no authentication')]);
  });
});

describe('a publisher', () => {
  it.each([
    [['urn:a'], 'urn:a', true],
    [['urn:a'], 'urn:ab', false],
    [['urn:a*'], 'urn:ab', true],
    [['urn:a*'], 'urn:b', false],
    [['*'], 'anything', true],
    [[], 'urn:a', false],
    [['urn:b', 'urn:a'], 'urn:a', true],
  ])('with the sources %j speaks for %s: %s', (sources, source, may) => {
    expect(maySpeakFor({ sources }, source)).toBe(may);
  });
});
