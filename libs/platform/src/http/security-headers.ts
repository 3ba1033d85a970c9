import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/**
 * Everything from here, nothing from elsewhere, nothing inline, in nobody's frame. TLS ends in front of this service, so
 * nothing is upgraded, and whoever ends it says whether it is for good (HSTS).
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';');

/** The OpenAPI page is not ours: it sets styles by attribute and shows its pictures as `data:`. */
const OF_THE_DOCS = `${CONTENT_SECURITY_POLICY};style-src 'self' 'unsafe-inline';img-src 'self' data:`;
const DOCS = /^\/docs(?:[/?]|$)/;

export async function sendSecurityHeaders(app: NestFastifyApplication): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('content-security-policy', DOCS.test(request.url) ? OF_THE_DOCS : CONTENT_SECURITY_POLICY);
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=()');
    done();
  });
}
