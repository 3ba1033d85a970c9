import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AllowEveryone, Problem } from '@tallystick/platform';
import type { FastifyReply } from 'fastify';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from './pages.js';

/** Injection token of the folder that holds the built dashboard. */
export const DASHBOARD_FOLDER = Symbol('DashboardFolder');

/** A name that Vite gives has the content's hash in it: what it stands for never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Asked for each time (with its ETag): it names the files of the version that runs. */
const ASK_AGAIN = 'no-cache';

const FILE_NAME = /^[\w-]+(?:\.[\w-]+)+$/;

const NOT_BUILT = `The dashboard is not built. Build it with "npm run build" in the checkout, then reload this page.

The numbers are here all the same: /v1/leaderboards/teams, /v1/usage; every endpoint: /docs; readiness: /health/ready
`;

/** The dashboard's files. They hold no numbers: those are asked for by the page, with its reader's key. */
@ApiExcludeController()
@Controller()
export class DashboardController {
  constructor(@Inject(DASHBOARD_FOLDER) private readonly folder: string) {}

  @Get()
  @AllowEveryone()
  first(@Res() reply: FastifyReply): void {
    return this.showPage(reply);
  }

  @Get('assets/:file')
  @AllowEveryone()
  asset(@Param('file') file: string, @Res() reply: FastifyReply): void {
    return this.send(reply, join('assets', file), file, FOR_EVER);
  }

  /** One of the dashboard's pages, or a file that lies beside its index (icon, theme). */
  @Get(':page')
  @AllowEveryone()
  page(@Param('page') page: string, @Res() reply: FastifyReply): void {
    return PAGES.has(page) ? this.showPage(reply) : this.send(reply, page, page, ASK_AGAIN);
  }

  private showPage(reply: FastifyReply): void {
    if (this.isBuilt('index.html')) {
      void reply.header('cache-control', ASK_AGAIN).sendFile('index.html');
    } else {
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      void reply.status(503).headers(headers).send(NOT_BUILT);
    }
  }

  /** @throws Problem not-found */
  private send(reply: FastifyReply, path: string, name: string, cacheControl: string): void {
    // The compressed twins are for those who accept them, under the file's own name.
    if (!FILE_NAME.test(name) || /\.(?:gz|br)$/.test(name) || !this.isBuilt(path)) {
      throw new Problem('not-found', 'there is nothing at this address for this method; see /docs');
    }
    void reply.header('cache-control', cacheControl).sendFile(path);
  }

  private isBuilt(path: string): boolean {
    return statSync(join(this.folder, path), { throwIfNoEntry: false })?.isFile() === true;
  }
}
