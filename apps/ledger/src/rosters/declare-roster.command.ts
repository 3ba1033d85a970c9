import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { parseRosterDeclared, ROSTERS_STREAM } from '@tallystick/events';
import type { RosterRequest } from '@tallystick/events/dto';
import { decided, decideRoster, type DeclaredRoster } from '@tallystick/domain';
import type { DecisionSubject } from '../decisions/decision-history.js';
import { StreamDecisions, type DecisionContext, type TakenDecision } from '../decisions/stream-decisions.js';

export class DeclareRoster extends Command<TakenDecision> {
  constructor(
    readonly roster: RosterRequest,
    readonly context: DecisionContext,
  ) {
    super();
  }
}

/** All rosters are one stream: whoever declares one knows all that were declared before. */
const ROSTERS: DecisionSubject<readonly DeclaredRoster[]> = {
  stream: ROSTERS_STREAM,
  keyScope: Buffer.from(ROSTERS_STREAM),
  initial: [],
  // what another hand wrote into our stream says nothing, here as in every fold
  evolve: (rosters, event) =>
    event.raw === undefined
      ? [...rosters, { position: event.position.toString(), ...parseRosterDeclared(event) }]
      : rosters,
};

@CommandHandler(DeclareRoster)
export class DeclareRosterHandler implements ICommandHandler<DeclareRoster> {
  constructor(private readonly decisions: StreamDecisions) {}

  execute({ roster, context }: DeclareRoster): Promise<TakenDecision> {
    return this.decisions.take(
      ROSTERS,
      (rosters, author) => {
        const decision = decideRoster(rosters, { ...roster, author });
        return decision.decided ? decided([decision.event]) : decision;
      },
      context,
    );
  }
}
