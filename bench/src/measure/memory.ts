import { readFileSync } from 'node:fs';

/** Anonymous resident memory of a process in MB (RssAnon: mapped LMDB pages do not count); Linux only. */
function rssAnonMb(pid: number): number | null {
  try {
    const kb = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? null : Math.round(Number(kb) / 1024);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH')
      return null;
    throw error;
  }
}

export interface MemoryWatch {
  /** Peak so far, in MB. */
  peakMb(): number;
  /** All samples in order: shows whether memory grows with the work done. */
  readonly curve: readonly number[];
  stop(): void;
}

/** Samples a process until `stop()` or its end. */
export function watchMemory(pid: number, everyMs = 250): MemoryWatch {
  const curve: number[] = [];
  const sample = () => {
    const mb = rssAnonMb(pid);
    if (mb === null) clearInterval(timer);
    else curve.push(mb);
  };
  const timer = setInterval(sample, everyMs);
  sample();
  return {
    peakMb: () => Math.max(...curve),
    curve,
    stop() {
      sample();
      clearInterval(timer);
    },
  };
}

/** Half way against the end: memory that grows with the ledger would show here. */
export const growthNote = ({ curve }: MemoryWatch): string =>
  `half way ${curve[Math.floor(curve.length / 2)]} MB, at the end ${curve.at(-1)} MB`;
