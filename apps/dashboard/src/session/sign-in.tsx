import { KeyRound } from 'lucide-react';
import { useId, type FormEvent } from 'react';
import { Button } from '../ui/button.js';
import { PageHeader } from '../ui/page-header.js';
import { signIn, useSession } from './session.js';
import styles from './sign-in.module.css';

/** A token of an issuer that names many groups is long; a service takes no longer one. */
const MAX_TOKEN = 16_000;

/** Stands in place of every page while the service does not know who asks. */
export function SignIn() {
  const { token } = useSession();
  const field = useId();
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key === 'string' && key.trim() !== '') signIn(key.trim());
  };
  return (
    <section className={styles.sign}>
      <KeyRound size={28} strokeWidth={1.5} aria-hidden />
      <PageHeader
        title="Sign in"
        lead="This ledger shows its numbers to those it knows: paste your API key or token."
      />
      {token !== null && (
        <p role="alert" className={styles.refused}>
          The key that was sent is not known here, or has expired.
        </p>
      )}
      <form onSubmit={send}>
        <label htmlFor={field}>API key or token</label>
        <input
          id={field}
          name="key"
          type="password"
          autoComplete="off"
          required
          maxLength={MAX_TOKEN}
          spellCheck={false}
        />
        <Button type="submit" look="primary">
          Sign in
        </Button>
      </form>
      <p className={styles.note}>
        It is kept in this tab only, and sent to this service only. No key? Whoever runs this service makes one with{' '}
        <code>npm run -s tallystick -- key --name you --role member</code>.
      </p>
    </section>
  );
}
