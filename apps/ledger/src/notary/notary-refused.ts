/** The notary must not sign: ledger and log do not agree. The message is for whoever has to mend it. */
export class NotaryRefused extends Error {
  override readonly name = 'NotaryRefused';
}
