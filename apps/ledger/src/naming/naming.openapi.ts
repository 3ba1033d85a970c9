import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';

const named = { type: 'boolean', description: 'Whether boards may show the name of whoever asks' };

export const ApiChoosesNaming = (): MethodDecorator =>
  applyDecorators(
    ApiTags('me'),
    ApiOperation({
      summary: 'Choose to be shown by name, or no longer',
      description:
        'About whoever asks, and nobody else. Boards of people show the name beside the pseudonym where the policy in force has names `by-choice`. The same choice again changes nothing and is answered alike. `NamingChosen` in the ledger holds the pseudonym only: the name stays in the identity vault.',
    }),
    ApiConsumes('application/json'),
    ApiBody({
      schema: { type: 'object', additionalProperties: false, required: ['named'], properties: { named } },
    }),
    ApiResponse({
      status: 200,
      description: 'The choice as it stands, durable',
      schema: {
        type: 'object',
        required: ['named', 'position'],
        properties: {
          named,
          position: {
            type: 'string',
            nullable: true,
            example: '4711',
            description: 'Where the ledger holds it; null: never chosen, and so not named',
          },
        },
      },
    }),
    ApiResponse({
      status: 400,
      description: '`missing-field`, `unknown-field`, `invalid-field`; `invalid-query`: no JSON object',
    }),
    ApiResponse({ status: 403, description: '`forbidden`: nobody stands behind the caller' }),
    ApiResponse({ status: 415, description: '`unsupported-media-type`' }),
    ApiResponse({ status: 503, description: '`ledger-unavailable`: send it again' }),
  );
