import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { NamingChoices, type TakenChoice } from './naming-choices.js';

/** By the person's own hand: the subject is that of whoever asks. */
export class ChooseNaming extends Command<TakenChoice> {
  constructor(
    readonly subject: string,
    readonly named: boolean,
  ) {
    super();
  }
}

@CommandHandler(ChooseNaming)
export class ChooseNamingHandler implements ICommandHandler<ChooseNaming> {
  constructor(private readonly choices: NamingChoices) {}

  execute({ subject, named }: ChooseNaming): Promise<TakenChoice> {
    return this.choices.choose(subject, named);
  }
}
