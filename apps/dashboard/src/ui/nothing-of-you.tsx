import { UserRoundX } from 'lucide-react';
import { EmptyState } from './empty-state.js';

/** There is no pseudonym that is the reader's own, and so nothing to show of them. */
export function NothingOfYou({ signedIn }: { readonly signedIn: boolean }) {
  return (
    <EmptyState icon={UserRoundX} title="Nothing is recorded of you">
      {signedIn ? (
        <p>
          Either nothing was reported under your name yet, or your key does not say whose it is: whoever runs this
          service can add your subject to it.
        </p>
      ) : (
        <p>
          This service asks nobody who they are, so nobody has numbers of their own here. With{' '}
          <code>TALLYSTICK_AUTH=keys</code> or <code>oidc</code> everybody sees theirs, and who looked at them.
        </p>
      )}
    </EmptyState>
  );
}
