import { describe, expect, it } from '@jest/globals';
import { isUriReference } from './uri-reference.js';

describe('URI-references', () => {
  it.each([
    // RFC 3986, 1.1.2 and 5.4
    'ftp://ftp.is.co.za/rfc/rfc1808.txt',
    'ldap://[2001:db8::7]/c=GB?objectClass?one',
    'mailto:John.Doe@example.com',
    'tel:+1-816-555-1212',
    'telnet://192.0.2.16:80/',
    'urn:oasis:names:specification:docbook:dtd:xml:4.1.2',
    'http://a/b/c/d;p?q',
    ...['g:h', 'g', './g', 'g/', '/g', '//g', '?y', 'g?y', '#s', 'g#s', ';x', '..', '../../g', 'g;x=1/../y'],
    ...[
      '/sensors/tn-1234567/alerts',
      '1-555-123-4567',
      'file:///etc',
      'a%20b',
      'x:',
      '//',
      "a!$&'()*+,;=@:b".replace(':', '/'),
    ],
  ])('takes %s', (text) => expect(isUriReference(text)).toBe(true));

  it.each([
    ...['a b', '\ta', 'a\\b', 'a"b', '<a>', '{a}', 'a|b', 'a^b', 'a`b', 'ä', '%', '%2', '%g0', 'a%2'],
    ...['1a:b', ':a', 'http://[::1', 'http://::1]/', 'http://h:80x/', 'a#b#c', '/a[b]', 'http://u@h@i/'],
  ])('refuses %s', (text) => expect(isUriReference(text)).toBe(false));

  it('takes time in proportion to the length', () => {
    const started = performance.now();
    for (const part of ['a:', '%41', '/..', '//', 'a@', '?/', '::']) {
      isUriReference(`${part.repeat(100_000)}\n`);
    }
    expect(performance.now() - started).toBeLessThan(10_000); // in proportion to its square it would be minutes
  });
});
