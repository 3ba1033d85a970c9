/** Calls `action` at once, and then at most every `ms` however often it is asked for; the last time asked is not lost. */
export function atMostEvery(ms: number, action: () => void): { soon(): void; stop(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked = false;
  const rest = () => {
    timer = null;
    if (!asked) return;
    asked = false;
    act();
  };
  const act = () => {
    timer = setTimeout(rest, ms);
    action();
  };
  return {
    soon: () => {
      if (timer === null) act();
      else asked = true;
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      asked = false;
    },
  };
}
