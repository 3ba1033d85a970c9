import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Without a terminal a line at most this often. */
const PLAIN_LINE_EVERY_MS = 2_000;

/** How far a command has come. `total` null: not known before the end. */
export interface Progress {
  start(label: string, total: number | null, unit: string): void;
  at(done: number, detail: string): void;
  end(): void;
}

export function progressFor(terminal: Terminal, nowMs: () => number = Date.now): Progress {
  if (terminal.json) return { start: () => undefined, at: () => undefined, end: () => undefined };
  return terminal.drawsProgress ? drawnProgress() : plainProgress(terminal, nowMs);
}

function drawnProgress(): Progress {
  let bar: SingleBar | null = null;
  return {
    start(label, total, unit) {
      const format =
        total === null ? `${label} {detail}` : `${label} {bar} {percentage}% {value}/{total} ${unit}, {detail}`;
      bar = new SingleBar(
        { format, stream: process.stderr, hideCursor: true, clearOnComplete: true },
        Presets.shades_classic,
      );
      bar.start(total ?? 0, 0, { detail: '' });
    },
    at: (done, detail) => bar?.update(done, { detail }),
    end() {
      bar?.stop();
      bar = null;
    },
  };
}

function plainProgress(terminal: Terminal, nowMs: () => number): Progress {
  let state = { label: '', total: null as number | null, unit: '' };
  let lastLineMs = 0;
  return {
    start(label, total, unit) {
      state = { label, total, unit };
      lastLineMs = nowMs();
    },
    at(done, detail) {
      if (nowMs() - lastLineMs < PLAIN_LINE_EVERY_MS) return;
      lastLineMs = nowMs();
      const howFar = state.total === null ? '' : `${done} of ${state.total} ${state.unit}, `;
      terminal.note(`${state.label} ${howFar}${detail}`);
    },
    end: () => undefined,
  };
}
