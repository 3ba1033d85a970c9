const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_LEDGER_PORT = 8080;
export const DEFAULT_PROJECTOR_PORT = 8081;

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the services of this machine listen, by the same settings that they themselves read. */
export const ledgerUrl = (env: Environment) => urlOf(env, 'TALLYSTICK_LEDGER', DEFAULT_LEDGER_PORT);
export const projectorUrl = (env: Environment) => urlOf(env, 'TALLYSTICK_PROJECTOR', DEFAULT_PROJECTOR_PORT);

function urlOf(env: Environment, name: string, defaultPort: number): string {
  return addressOf(env[`${name}_HOST`] || DEFAULT_HOST, Number(env[`${name}_PORT`] || defaultPort));
}

/** A service that listens on every interface is called on loopback. */
export function addressOf(host: string, port: number): string {
  const called = host === '0.0.0.0' || host === '::' ? DEFAULT_HOST : host;
  return `http://${called.includes(':') ? `[${called}]` : called}:${port}`;
}
