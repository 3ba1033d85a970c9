import { describe, expect, it } from '@jest/globals';
import { pathWith } from './client.js';

describe('a path with parameters', () => {
  it('leaves out what is not given and keeps what is empty', () => {
    expect(pathWith('/v1/events', { team: '', model: null, limit: 50, cursor: undefined })).toBe(
      '/v1/events?team=&limit=50',
    );
    expect(pathWith('/v1/events', {})).toBe('/v1/events');
  });

  it('escapes what would end a parameter, and joins lists', () => {
    expect(pathWith('/v1/usage', { by: ['team', 'model'], team: 'a&b=c' })).toBe(
      '/v1/usage?by=team%2Cmodel&team=a%26b%3Dc',
    );
  });
});
