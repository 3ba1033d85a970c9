import fastifyStatic from '@fastify/static';
import { Inject, Module, type DynamicModule, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { fileURLToPath } from 'node:url';
import { DASHBOARD_FOLDER, DashboardController } from './dashboard.controller.js';

/** Where `npm run build` lays the dashboard, in the checkout as in the image. */
export const BUILT_DASHBOARD = fileURLToPath(new URL('../../../dashboard/dist', import.meta.url));

@Module({})
export class DashboardModule implements OnModuleInit {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Inject(DASHBOARD_FOLDER) private readonly folder: string,
  ) {}

  static forRoot(folder: string): DynamicModule {
    return {
      module: DashboardModule,
      controllers: [DashboardController],
      providers: [{ provide: DASHBOARD_FOLDER, useValue: folder }],
    };
  }

  /** Brings `reply.sendFile`; which address shows which file is the controller's business. */
  onModuleInit(): void {
    const fastify = this.adapterHost.httpAdapter.getInstance() as unknown as FastifyInstance;
    // Not awaited: that would start Fastify before Nest has set its error handler; `ready()` waits for it.
    void fastify.register(fastifyStatic, {
      root: this.folder,
      serve: false,
      preCompressed: true,
      dotfiles: 'deny',
      cacheControl: false,
      suppressWarning: true,
    });
  }
}
