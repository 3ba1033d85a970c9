import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import type { Digest } from '@tallystick/read-models';
import type { AtLeastParams } from '../parameters/standpoint.params.js';
import type { AsOf } from '../standpoint/as-of.js';
import { Standpoint } from '../standpoint/standpoint.js';

export type DigestReply = Digest & { readonly asOf: AsOf };

export class AskDigest extends Query<DigestReply> {
  constructor(readonly params: AtLeastParams) {
    super();
  }
}

@QueryHandler(AskDigest)
export class DigestHandler implements IQueryHandler<AskDigest> {
  constructor(private readonly standpoint: Standpoint) {}

  async execute({ params }: AskDigest): Promise<DigestReply> {
    return this.standpoint.answer(params, ({ readModels }) => readModels.digest());
  }
}
