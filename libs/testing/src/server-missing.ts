/** No real server can be had here; the message says what was looked for and what to install or set. */
export class ServerMissing extends Error {
  override readonly name = 'ServerMissing';
}
