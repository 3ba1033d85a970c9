import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Me } from '../../api/answers.js';
import { useApi } from '../../api/api-context.js';

/** As `useAnswer('/v1/me', {})` keeps them. */
const OWN_NUMBERS = ['/v1/me', {}];

interface Choice {
  readonly named: boolean;
  /** null: never chosen. */
  readonly position: string | null;
}

interface OwnNaming {
  /** As it stands, or as it was just chosen. */
  readonly chosen: boolean;
  readonly choose: (named: boolean) => void;
  readonly busy: boolean;
  readonly error: Error | null;
}

/** The choice goes to the ledger, and what is shown follows once it is folded. */
export function useNaming(named: boolean): OwnNaming {
  const api = useApi();
  const queries = useQueryClient();
  const { mutate, variables, isPending, error } = useMutation({
    mutationFn: async (chosen: boolean) => {
      const { position } = await api.put<Choice>('/v1/me/naming', { named: chosen });
      const me = await api.get<Me>('/v1/me', { atLeast: position });
      // an answer that was on its way is of before the choice
      await queries.cancelQueries({ queryKey: OWN_NUMBERS });
      queries.setQueryData(OWN_NUMBERS, me);
    },
    networkMode: 'always',
  });
  return { chosen: isPending ? variables : named, choose: mutate, busy: isPending, error };
}
