import { readFileSync } from 'node:fs';

/** Anonymous resident memory of a process in MB (RssAnon: mapped LMDB pages do not count); Linux only. */
export function rssAnonMb(pid: number): number {
  const kb = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kb === undefined) throw new Error(`no RssAnon for process ${pid}`);
  return Math.round(Number(kb) / 1024);
}

/** Samples a process until `stop()`; `peakMb` and `curve` show whether memory grows with the work done. */
export function watchMemory(pid: number, everyMs = 250) {
  const curve: number[] = [];
  const sample = () => curve.push(rssAnonMb(pid));
  const timer = setInterval(sample, everyMs);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return { peakMb: Math.max(...curve), curve };
    },
  };
}
