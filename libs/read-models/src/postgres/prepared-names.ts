/** Of what a connection keeps a plan: some 0.1 MB each, and there are eight connections. */
const MAX_STATEMENTS = 128;

/**
 * Names under which the connections of one pool prepare their questions: parsing and planning one takes the server up to
 * half of its time. Whatever is asked after the first 128 texts is planned each time.
 */
export class PreparedNames {
  private readonly names = new Map<string, string>();

  nameOf(text: string): string | undefined {
    if (!this.names.has(text) && this.names.size < MAX_STATEMENTS) this.names.set(text, `q${this.names.size}`);
    return this.names.get(text);
  }
}
