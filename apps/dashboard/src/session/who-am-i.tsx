import { CircleUserRound } from 'lucide-react';
import { Link } from 'wouter';
import type { Me } from '../api/answers.js';
import { useAnswer } from '../api/use-answer.js';
import { useSession } from './session.js';
import styles from './who-am-i.module.css';

/** As whom the page asks; nothing where nobody is asked who they are. */
export function WhoAmI() {
  const { token, refused } = useSession();
  const { data } = useAnswer<Me>('/v1/me', {}, { enabled: token !== null && !refused });
  if (token === null || refused || data === undefined) return null;
  return (
    <Link
      href="/me"
      className={styles.who ?? ''}
      title={`Signed in as ${data.caller.name}: ${data.caller.roles.join(', ')}`}
    >
      <CircleUserRound size={18} aria-hidden />
      <span className={styles.name}>{data.caller.name}</span>
      <span className="only-heard">, my numbers</span>
    </Link>
  );
}
