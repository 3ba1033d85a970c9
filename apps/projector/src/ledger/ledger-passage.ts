import replyFrom, { type FastifyReplyFromHooks } from '@fastify/reply-from';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Problem, sendProblem, SETTINGS, type Settings } from '@tallystick/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PinoLogger } from 'nestjs-pino';

export const PASSAGE_LIMITS = {
  connections: 32,
  /** The ledger waits up to 5 s for a checkpoint that is asked for. */
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 10_000,
  /** A bundle of 256 entries, each as large as an entry may be, is 16 MiB. */
  answerBytes: 17 * 1024 * 1024,
} as const;

/** What the ledger needs to know of the request, and the reader of the answer; nothing else passes. */
const REQUEST_HEADERS = [
  ...['accept', 'authorization', 'if-none-match', 'if-modified-since'],
  ...['content-type', 'content-length'],
];
const ANSWER_HEADERS = [
  ...['content-type', 'content-length', 'cache-control', 'etag', 'last-modified', 'retry-after', 'www-authenticate'],
  ...['access-control-allow-origin', 'cross-origin-resource-policy', 'content-encoding', 'vary', 'location'],
];
/** RFC 9110, 7.6.3: by which a service knows its own request when it comes back. */
const VIA = '1.1 tallystick-projector';

/** The few questions of a browser that belong to the ledger service: it knows one origin only, this one. */
@Injectable()
export class LedgerPassage implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly log: PinoLogger,
  ) {}

  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance() as unknown as FastifyInstance;
    const { connections, headersTimeoutMs, bodyTimeoutMs, answerBytes } = PASSAGE_LIMITS;
    // Not awaited: that would start Fastify before Nest has set its error handler; `ready()` waits for it.
    void fastify.register(replyFrom, {
      ...(this.settings.ledgerUrl === null ? {} : { base: this.settings.ledgerUrl }),
      disableRequestLogging: true,
      disableCache: true,
      undici: {
        connections,
        headersTimeout: headersTimeoutMs,
        bodyTimeout: bodyTimeoutMs,
        connect: { timeout: headersTimeoutMs },
        maxResponseSize: answerBytes,
        pipelining: 1,
      },
    });
  }

  /**
   * Asks the ledger the same, with the caller's own credentials: what they may see is decided there.
   * @param path where the ledger service answers it under another address
   * @throws Problem
   */
  pass(request: FastifyRequest, reply: FastifyReply, path?: string): void {
    if (this.settings.ledgerUrl === null) throw unavailable('TALLYSTICK_LEDGER_URL does not say where it is');
    if (request.headers.via?.includes(VIA)) throw unavailable('TALLYSTICK_LEDGER_URL leads back to the projector');
    reply.from(path, { ...this.hooks, ...bodyOf(request) });
  }

  private readonly hooks: FastifyReplyFromHooks = {
    rewriteRequestHeaders: (_request, { host, ...headers }) => ({ host, ...only(REQUEST_HEADERS, headers), via: VIA }),
    rewriteHeaders: (headers) => only(ANSWER_HEADERS, headers),
    // Whoever asked knows better than we do whether to ask again.
    retryDelay: () => null,
    onError: (reply, { error }) => {
      this.log.warn({ err: error.cause ?? error }, 'the ledger service does not answer');
      sendProblem(reply as FastifyReply, unavailable('it does not answer'));
    },
  };
}

/** Bodies are buffers here, and go on to the byte. */
const bodyOf = ({ method, body, headers }: FastifyRequest): FastifyReplyFromHooks & { contentType?: string } =>
  method === 'GET' ? {} : { body: body ?? null, contentType: headers['content-type'] ?? 'application/octet-stream' };

const unavailable = (why: string): Problem =>
  new Problem('ledger-unavailable', `the projector cannot reach the ledger service: ${why}`);

const only = <T extends object>(names: readonly string[], headers: T): T =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.includes(name))) as T;
