export interface ServiceDescription {
  /** `ledger`, `projector`: stands in every log line. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly version: string;
}
