import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentCaller, SETTINGS, type Caller, type Settings } from '@tallystick/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiQueryProblems } from '../queries/openapi/schemas.js';
import { LiveStream } from './live-stream.js';
import { StreamParams, boardQuestions, resumePosition } from './stream.params.js';
import { streamDescription, streamExample } from './stream.openapi.js';

/** `no-transform` and `x-accel-buffering`: what stands between must pass each message on at once. */
const HEAD = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

@ApiTags('boards')
@Controller('v1/stream')
export class StreamController {
  constructor(
    private readonly live: LiveStream,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @Allow('member', 'team-lead', 'auditor', 'admin')
  @ApiOperation({ summary: 'Boards as they change, as server-sent events', description: streamDescription })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Id of the last message received: goes on after it',
  })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' }, example: streamExample } } })
  @ApiQueryProblems()
  async stream(
    @Query() params: StreamParams,
    @CurrentCaller() caller: Caller,
    @Headers('last-event-id') lastEventId: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const asked = boardQuestions(params, this.settings.timeZone);
    const questions = params.subject === undefined ? await this.live.thoseShownTo(caller, asked) : asked;
    await this.live.assertMayFollow(caller, questions);
    this.live.assertRoomFor(questions);
    reply.hijack();
    reply.raw.writeHead(200, { ...(reply.getHeaders() as Record<string, string>), ...HEAD });
    if (request.method === 'HEAD') reply.raw.end();
    else this.live.follow(reply.raw, caller, questions, resumePosition(lastEventId));
  }
}
