import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { PolicyRequest } from '@tallystick/events/dto';
import { decided, decidePolicy } from '@tallystick/domain';
import { StreamDecisions, type DecisionContext, type TakenDecision } from '../decisions/stream-decisions.js';
import { POLICIES } from './policies-on-record.js';

export class AdoptPolicy extends Command<TakenDecision> {
  constructor(
    readonly policy: PolicyRequest,
    readonly context: DecisionContext,
  ) {
    super();
  }
}

@CommandHandler(AdoptPolicy)
export class AdoptPolicyHandler implements ICommandHandler<AdoptPolicy> {
  constructor(private readonly decisions: StreamDecisions) {}

  execute({ policy, context }: AdoptPolicy): Promise<TakenDecision> {
    const nowMs = Date.now();
    return this.decisions.take(
      POLICIES,
      (policies, author) => {
        const decision = decidePolicy(policies, { ...policy, author }, nowMs);
        return decision.decided ? decided([decision.event]) : decision;
      },
      context,
    );
  }
}
