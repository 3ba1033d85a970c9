import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';

const UPTIME_SLACK_S = 60;

/** Changes with each boot of the machine; after a boot, what was not synced may be half on the disk. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // no Linux: the time of the boot, roundly
    return `up-since-${Math.round((Date.now() / 1000 - uptime()) / UPTIME_SLACK_S)}`;
  }
}

/** When a process started, in clock ticks since boot; null when there is no such process, '' where nobody can say. */
export function startOfProcess(pid: number): string | null {
  try {
    // the name in parentheses may hold spaces; field 22 is the 20th after it
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
  } catch {
    try {
      process.kill(pid, 0);
      return '';
    } catch {
      return null;
    }
  }
}
