/** The part of a candidate that a validator will refuse by the attribute's own name. */
export const UNREADABLE = '\ud800';

/**
 * Puts together the candidate of a binary-mode message. Its attributes have no prototype, so that a header named
 * `ce-__proto__` is an ordinary (refused) name.
 */
export class BinaryCandidate {
  readonly #candidate = Object.create(null) as Record<string, unknown>;

  /** @param value undefined: the header's bytes are no UTF-8; the attribute is then refused as invalid */
  attribute(name: string, value: string | undefined): void {
    // no attribute may be called so: kept under a name that validation refuses
    const key = name === 'data' ? 'ce-data' : name;
    this.#candidate[key] = value ?? UNREADABLE;
  }

  finish(contentType: string | undefined, data: unknown): unknown {
    if (contentType !== undefined) this.#candidate['datacontenttype'] = contentType;
    this.#candidate['data'] = data;
    return this.#candidate;
  }
}
