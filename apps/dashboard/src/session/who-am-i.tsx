import { CircleUserRound } from 'lucide-react';
import { Link } from 'wouter';
import { useCaller } from '../api/use-caller.js';
import { useSession } from './session.js';
import styles from './who-am-i.module.css';

/** As whom the page asks; nothing where nobody is asked who they are. */
export function WhoAmI() {
  const { token, refused } = useSession();
  const known = useCaller();
  if (token === null || refused || !known) return null;
  const { name, roles } = known.caller;
  return (
    <Link href="/me" className={styles.who ?? ''} title={`Signed in as ${name}: ${roles.join(', ')}`}>
      <CircleUserRound size={18} aria-hidden />
      <span className={styles.name}>{name}</span>
      <span className="only-heard">, my numbers</span>
    </Link>
  );
}
