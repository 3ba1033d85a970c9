import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceDescription } from './service-description.js';

/** OpenAPI at /docs-json, and a page that shows it at /docs, from local files only. */
export function serveOpenApi(app: NestFastifyApplication, service: ServiceDescription): OpenAPIObject {
  const document = SwaggerModule.createDocument(
    app,
    new DocumentBuilder()
      .setTitle(service.title)
      .setDescription(service.description)
      .setVersion(service.version)
      .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key, or a token of the OIDC issuer' })
      .build(),
  );
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs-json', yamlDocumentUrl: 'docs-yaml' });
  return document;
}
