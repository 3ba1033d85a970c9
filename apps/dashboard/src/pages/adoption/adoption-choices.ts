import type { Adoption } from '../../api/answers.js';
import { useAnswer } from '../../api/use-answer.js';
import { oneOf, optionalWeek, type Chosen } from '../../url/search-state.js';

/** In percent of a team. */
export const TARGETS = ['50', '60', '70', '80', '90', '100'] as const;

export const ADOPTION_CHOICES = {
  /** null: the last week that is over. */
  week: optionalWeek,
  target: oneOf(TARGETS, '80'),
};
export type AdoptionChoices = Chosen<typeof ADOPTION_CHOICES>;

export const useAdoption = ({ week, target }: AdoptionChoices) => useAnswer<Adoption>('/v1/adoption', { week, target });
