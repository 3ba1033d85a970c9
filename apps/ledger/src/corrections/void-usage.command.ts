import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UsageVoidedData } from '@tallystick/events';
import type { VoidRequest } from '@tallystick/events/dto';
import { decideVoid } from '@tallystick/domain';
import type { DecisionContext, TakenDecision } from '../decisions/stream-decisions.js';
import { UsageDecisions } from './usage-decisions.js';

export class VoidUsage extends Command<TakenDecision> {
  constructor(
    readonly request: VoidRequest,
    readonly context: DecisionContext,
  ) {
    super();
  }
}

@CommandHandler(VoidUsage)
export class VoidUsageHandler implements ICommandHandler<VoidUsage> {
  constructor(private readonly decisions: UsageDecisions) {}

  execute({ request, context }: VoidUsage): Promise<TakenDecision> {
    const { source, id, ...said } = request;
    return this.decisions.take<UsageVoidedData>({ source, id }, said, decideVoid, context);
  }
}
