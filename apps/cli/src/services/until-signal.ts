const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface SignalWait {
  /** Resolves with the first signal that asks this process to leave. */
  readonly received: Promise<NodeJS.Signals>;
  readonly seen: () => boolean;
  /** Back to what Node does by itself. */
  release(): void;
}

/** From now on a signal does not end the process at once, so that the services can be stopped first. */
export function awaitSignal(): SignalWait {
  let seen = false;
  let tell: (signal: NodeJS.Signals) => void;
  const received = new Promise<NodeJS.Signals>((resolve) => (tell = resolve));
  const listener = (signal: NodeJS.Signals) => {
    seen = true;
    tell(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    received,
    seen: () => seen,
    release: () => SIGNALS.forEach((signal) => process.removeListener(signal, listener)),
  };
}
