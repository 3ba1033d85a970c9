import type { Me, Naming } from '../../api/answers.js';
import { Card } from '../../ui/card.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Switch } from '../../ui/switch.js';
import { useNaming } from './use-naming.js';

/** Whether others see one's name beside the pseudonym: chosen here, by nobody else. */
export function MyName({ me, naming }: { readonly me: Me; readonly naming: Naming }) {
  const { chosen, choose, busy, error } = useNaming(naming.named);
  return (
    <Card title="My name">
      <Switch
        label={
          <>
            Show me on boards as <b>{naming.name}</b>
          </>
        }
        on={chosen}
        busy={busy}
        onChange={choose}
      >
        <p>
          Whoever may see the board of people then reads this name beside your pseudonym, and knows what stands under
          it, earlier numbers included. You can take it back at any time: the name is gone with the next look, but who
          has seen it may remember it.
        </p>
        <p>
          Only you can choose this. Each change stays on record in the ledger under your pseudonym; your name does not.
        </p>
        {me.policy?.names !== 'by-choice' && (
          <p>
            <b>Boards name nobody at present:</b> what you choose counts once a policy lets names show.
          </p>
        )}
      </Switch>
      {error !== null && <ErrorNote error={error} />}
    </Card>
  );
}
