import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Allow, AllowEveryone, Problem } from '@tallystick/platform';
import {
  COSIGNED_PATH,
  MAX_CHECKPOINT_BYTES,
  MAX_ENTRY_BYTES,
  parseTilePath,
  TILE_WIDTH,
} from '@tallystick/transparency';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LEDGER_LOG } from '../composition/tokens.js';
import type { PublishedLog } from '../notary/index.js';
import { Checkpoints } from './checkpoints.js';
import { CheckpointQuery } from './log-query.js';

const MAX_FILE_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_BYTES);
const BYTES = 'application/octet-stream';
const TEXT = 'text/plain; charset=utf-8';
/** A full tile never changes; a partial one is replaced by a fuller one, a checkpoint by the next. */
const FOR_EVER = 'max-age=31536000, immutable';
const SHORT = 'max-age=60';

/** The log as C2SP tlog-tiles has it: whoever wants to check it needs nothing else from us. */
@ApiTags('log')
@Controller('log')
export class LogController {
  constructor(
    @Inject(LEDGER_LOG) private readonly log: PublishedLog,
    private readonly checkpoints: Checkpoints,
  ) {}

  @Get('checkpoint')
  @AllowEveryone()
  @ApiOperation({ summary: 'The newest signed checkpoint (C2SP tlog-checkpoint)' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'origin, size, root, and the signature lines' })
  @ApiResponse({ status: 400, description: '`invalid-query`: a parameter is wrong or unknown' })
  @ApiResponse({ status: 503, description: '`not-caught-up`: none of that size is signed yet' })
  async checkpoint(@Query() query: CheckpointQuery, @Res() reply: FastifyReply): Promise<void> {
    const { bytes } = await this.checkpoints.atLeast(query.atLeast ?? 0);
    void open(reply).header('content-type', TEXT).header('cache-control', 'public, max-age=1').send(bytes);
  }

  @Get(COSIGNED_PATH)
  @AllowEveryone()
  @ApiOperation({ summary: 'The last checkpoint that every configured witness has cosigned' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'like the checkpoint' })
  @ApiResponse({
    status: 404,
    description: '`not-found`: there are no witnesses, or not all of them have signed one yet',
  })
  async cosigned(@Res() reply: FastifyReply): Promise<void> {
    const bytes = await this.log.files.read(COSIGNED_PATH, MAX_CHECKPOINT_BYTES);
    if (bytes === undefined) throw new Problem('not-found', 'no checkpoint is cosigned by all witnesses');
    void open(reply).header('content-type', TEXT).header('cache-control', 'public, max-age=1').send(bytes);
  }

  @Get('key')
  @AllowEveryone()
  @ApiOperation({ summary: "The log's verifier key (C2SP signed-note); while it is changed, the new one and the old" })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'name+hash+key, a line each' })
  key(@Res() reply: FastifyReply): void {
    const lines = this.log.keys.map(({ verifier }) => `${verifier.text}\n`).join('');
    void open(reply).header('content-type', TEXT).header('cache-control', `public, ${SHORT}`).send(lines);
  }

  @Get('tile/entries/*')
  @Allow('auditor')
  @ApiOperation({ summary: 'A bundle of 256 entries, or of W at the right edge: N, or N.p/W' })
  @ApiParam({ name: 'path', example: 'x001/x234/067' })
  @ApiProduces(BYTES)
  @ApiResponse({ status: 200, description: 'Each entry behind its length, a big-endian uint16' })
  @ApiResponse({
    status: 404,
    description: '`not-found`: there is no such bundle (yet, or any more: ask for the full one)',
  })
  async entries(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { bytes, isFull } = await this.#tile(request, true);
    const cache = `private, ${isFull ? FOR_EVER : SHORT}`;
    void reply.header('content-type', BYTES).header('cache-control', cache).send(bytes);
  }

  @Get('tile/*')
  @AllowEveryone()
  @ApiOperation({ summary: 'A tile of 256 hashes, or of W at the right edge: L/N, or L/N.p/W' })
  @ApiParam({ name: 'path', example: '0/x001/x234/067' })
  @ApiProduces(BYTES)
  @ApiResponse({ status: 200, description: 'Hashes of 32 bytes' })
  @ApiResponse({
    status: 404,
    description: '`not-found`: there is no such tile (yet, or any more: ask for the full one)',
  })
  async tile(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { bytes, isFull } = await this.#tile(request, false);
    const cache = `public, ${isFull ? FOR_EVER : SHORT}`;
    void open(reply).header('content-type', BYTES).header('cache-control', cache).send(bytes);
  }

  /** Only what is exactly a tile's path reaches the disk; entries only for the endpoint that asks for a role. */
  async #tile({ url }: FastifyRequest, entries: boolean): Promise<{ bytes: Buffer; isFull: boolean }> {
    const path = (url.split('?', 1)[0] as string).replace(/^\/log\//, '');
    const id = parseTilePath(path);
    const isAsked = id !== undefined && (id.level === 'entries') === entries;
    const bytes = isAsked ? await this.log.files.read(path, MAX_FILE_BYTES) : undefined;
    if (id === undefined || bytes === undefined) throw new Problem('not-found', 'the log has no such tile');
    return { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), isFull: id.width === TILE_WIDTH };
  }
}

/** Any page may read it: it says nothing about anybody. */
const open = (reply: FastifyReply): FastifyReply =>
  reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
