#!/usr/bin/env node
/** Holds the tree against the import rules of .dependency-cruiser.cjs, and the rules against their probes. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probes, skeleton } from '../imports/probes.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const rules = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** Every workspace's src and bin. */
function sources(folder) {
  const within = (parent) => readdirSync(join(folder, parent)).map((name) => join(parent, name));
  return [...within('libs'), ...within('apps'), 'samples', 'bench', 'simulator']
    .flatMap((workspace) => [join(workspace, 'src'), join(workspace, 'bin')])
    .filter((path) => existsSync(join(folder, path)));
}

/** All violations below `folder`, as { rule, from, to }. */
function cruise(folder) {
  const run = spawnSync(process.execPath, [cruiser, '--config', rules, '--output-type', 'json', ...sources(folder)], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stdout}${run.stderr}`);
  const { summary } = JSON.parse(run.stdout);
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}

/** Lays out each probe twice, as it must fail and as it must pass, in folders of their own. */
function probeRules() {
  const house = mkdtempSync(join(tmpdir(), 'tallystick-probes-'));
  try {
    for (const file of ['tsconfig.base.json', 'libs/testing/imports/tsconfig.json'])
      cpSync(join(root, file), join(house, file));
    symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
    const write = (file, text) => {
      mkdirSync(dirname(join(house, file)), { recursive: true });
      writeFileSync(join(house, file), text);
    };
    const lay = (pick) => {
      for (const [file, text] of Object.entries(skeleton)) write(file, text);
      for (const probe of probes) {
        const { file, imports } = pick(probe);
        write(file, `import '${imports}';\n`);
      }
    };
    const complaints = [];
    lay(({ file, imports }) => ({ file, imports }));
    const bad = cruise(house).violations;
    for (const { rule, file, imports } of probes) {
      if (!bad.some((violation) => violation.rule === rule && violation.from === file)) {
        complaints.push(`the rule ${rule} does not bite: ${file} may import ${imports}`);
      }
    }
    for (const { file } of probes) rmSync(join(house, file));
    lay(({ file, imports, fineIn, fineImports }) => ({ file: fineIn ?? file, imports: fineImports ?? imports }));
    const fine = cruise(house).violations;
    for (const { rule, file, imports, fineIn, fineImports } of probes) {
      if (fine.some((violation) => violation.rule === rule && violation.from === (fineIn ?? file))) {
        complaints.push(`the rule ${rule} bites too much: ${fineIn ?? file} may not import ${fineImports ?? imports}`);
      }
    }
    const { forbidden } = createRequire(import.meta.url)(rules);
    for (const { name } of forbidden) {
      if (!probes.some(({ rule }) => rule === name)) complaints.push(`the rule ${name} has no probe`);
    }
    return complaints;
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const complaints = probeRules();
const { modules, violations } = cruise(root);
for (const { rule, from, to } of violations) complaints.push(`${rule}: ${from} → ${to}`);
if (complaints.length > 0) {
  console.error(`Import rules: ${complaints.length} broken\n${complaints.map((line) => `  ${line}`).join('\n')}`);
  process.exitCode = 1;
} else {
  console.log(`Import rules: ${modules} modules keep them, ${probes.length} probes prove that they bite`);
}
