import { EyeOff } from 'lucide-react';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { EmptyState } from '../ui/empty-state.js';
import { signOut } from './session.js';

/** Stands in place of every page for a key that may look at none. */
export function NothingToSee() {
  return (
    <Card>
      <EmptyState icon={EyeOff} title="This key sees no numbers">
        <p>It may report usage, and nothing else: sign in with the key or token of a person.</p>
        <p>
          <Button onClick={signOut}>Sign out</Button>
        </p>
      </EmptyState>
    </Card>
  );
}
