import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { UsageCorrectedData } from '@tallystick/events';
import type { CorrectionRequest } from '@tallystick/events/dto';
import { decideCorrection } from '@tallystick/domain';
import type { DecisionContext, TakenDecision } from '../decisions/stream-decisions.js';
import { UsageDecisions } from './usage-decisions.js';

export class CorrectUsage extends Command<TakenDecision> {
  constructor(
    readonly request: CorrectionRequest,
    readonly context: DecisionContext,
  ) {
    super();
  }
}

@CommandHandler(CorrectUsage)
export class CorrectUsageHandler implements ICommandHandler<CorrectUsage> {
  constructor(private readonly decisions: UsageDecisions) {}

  execute({ request, context }: CorrectUsage): Promise<TakenDecision> {
    const { source, id, ...said } = request;
    return this.decisions.take<UsageCorrectedData>({ source, id }, said, decideCorrection, context);
  }
}
