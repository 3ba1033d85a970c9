let quiet = false;

/**
 * kafkajs 2.2.4 on Node 24 sets a timer with a negative wait (harmless: it runs at once), and Node warns of it. This
 * silences that one warning by its name, in this process.
 */
export function quietKafkajsWarning(): void {
  if (quiet) return;
  quiet = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] !== 'TimeoutNegativeWarning') emitWarning(...args);
  };
}
