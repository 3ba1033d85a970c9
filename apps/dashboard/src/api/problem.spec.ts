import { describe, expect, it } from '@jest/globals';
import { problemOf } from './problem.js';

describe('a problem', () => {
  it('keeps what the service said', () => {
    const body = JSON.stringify({
      type: 'urn:tallystick:error:invalid-query',
      title: 'The request is not well formed',
      status: 400,
      detail: 'limit must be an integer from 1 to 1000',
      code: 'invalid-query',
      field: 'limit',
    });
    expect(problemOf(400, body, null)).toMatchObject({
      status: 400,
      code: 'invalid-query',
      title: 'The request is not well formed',
      detail: 'limit must be an integer from 1 to 1000',
      field: 'limit',
      retryAfterSeconds: null,
    });
  });

  it('says after how many seconds to ask again', () => {
    expect(problemOf(503, '{"code":"not-caught-up","title":"t"}', '2').retryAfterSeconds).toBe(2);
    expect(
      problemOf(503, '{"code":"not-caught-up","title":"t"}', 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfterSeconds,
    ).toBe(null);
  });

  it.each([
    ['a page of a proxy', '<html><body><h1>502 Bad Gateway</h1></body></html>', '502 Bad Gateway'],
    ['nothing', '', ''],
    ['JSON that is no object', '[1]', '[1]'],
    ['an object that is no problem', '{"message":"no"}', '{"message":"no"}'],
  ])('is made even of %s', (_what, body, detail) => {
    expect(problemOf(502, body, null)).toMatchObject({ code: 'unreadable', title: 'The answer was HTTP 502', detail });
  });
});
