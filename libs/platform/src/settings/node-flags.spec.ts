import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { SERVICE_NODE_FLAGS } from './node-flags.js';

const fileOf = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');

it.each(['ledger', 'projector'] as const)('are the same for the %s however it is started', (service) => {
  const flags = SERVICE_NODE_FLAGS[service].join(' ');
  const { scripts } = JSON.parse(fileOf('package.json')) as { scripts: Record<string, string> };
  expect(scripts[service]).toBe(`exec node ${flags} apps/${service}/dist/main.js`);
  expect(fileOf('docker/entrypoint')).toContain(
    `  ${service}) exec node ${flags} /app/apps/${service}/dist/main.js ;;`,
  );
});
