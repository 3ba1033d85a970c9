import { CliFailure, EXIT } from '../failure.js';
import { grouped } from '../output/numbers.js';
import type { Terminal } from '../output/terminal.js';
import { listPrices, PROVIDERS, type ModelName } from '../prices/genai-prices.js';
import { seedPrices } from '../prices/seed-prices.js';

export interface PricesCommand {
  /** The ledger service. */
  readonly to: string;
  readonly token?: string;
  /** Only these providers. */
  readonly provider?: readonly string[];
  /** Further names, `provider/model`, for which the package is asked. */
  readonly name?: readonly string[];
}

/** `tallystick prices --seed`: the list prices of `@pydantic/genai-prices` into the ledger's price book. */
export async function prices(
  terminal: Terminal,
  { to, token, provider = PROVIDERS, name = [] }: PricesCommand,
): Promise<number> {
  const seeded = await seedPrices({ url: to, token }, listPrices(provider, name.map(modelName)));
  terminal.say(`${grouped(seeded.listed)} prices listed, ${grouped(seeded.unchanged)} in the book already`);
  if (seeded.own > 0) terminal.say(`${grouped(seeded.own)} left alone: their models have prices of your own`);
  terminal.document(seeded);
  return EXIT.ok;
}

function modelName(text: string): ModelName {
  const slash = text.indexOf('/');
  if (slash <= 0 || slash === text.length - 1) throw new CliFailure(`--name ${text}: must be <provider>/<model>`);
  return { provider: text.slice(0, slash), model: text.slice(slash + 1) };
}
