import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const folder = join(process.cwd(), 'libs/transparency/vectors');
const go = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/go/bin']
  .map((dir) => join(dir, 'go'))
  .find((file) => existsSync(file));

(go === undefined ? describe.skip : describe)('the committed vectors (needs Go)', () => {
  it("are what Go's implementation says today", () => {
    const made = execFileSync(go as string, ['run', '.'], { cwd: folder, maxBuffer: 16 * 1024 * 1024 });
    expect(JSON.parse(made.toString())).toEqual(JSON.parse(readFileSync(join(folder, 'vectors.json'), 'utf8')));
  });
});
