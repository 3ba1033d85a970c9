import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** RFC 9457, as contracts.md fixes it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly field?: string;
}

/** Throw this to answer with an error. `detail` holds no subject and nothing of the inside. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly more: { readonly field?: string; readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause });
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  body(): ProblemBody {
    const { status, title } = ERROR_CODES[this.code];
    return {
      type: `urn:tallystick:error:${this.code}`,
      title,
      status,
      detail: this.detail,
      code: this.code,
      ...(this.more.field === undefined ? {} : { field: this.more.field }),
    };
  }
}
