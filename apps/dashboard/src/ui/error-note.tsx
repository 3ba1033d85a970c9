import { CircleAlert, Lock } from 'lucide-react';
import { errorText } from './error-text.js';
import { Button } from './button.js';
import styles from './error-note.module.css';

interface ErrorNoteProps {
  readonly error: Error;
  readonly onRetry?: () => void;
}

export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { title, detail, code, whatToDo } = errorText(error);
  // Nothing went wrong, and asking again would change nothing.
  const refused = code === 'forbidden' || code === 'group-too-small';
  const Icon = refused ? Lock : CircleAlert;
  return (
    <div role="alert" className={styles.note} data-refused={refused}>
      <Icon size={20} aria-hidden className={styles.icon} />
      <div>
        <p className={styles.title}>
          {title} {code !== null && <code className={styles.code}>{code}</code>}
        </p>
        {detail !== '' && <p className={styles.detail}>{detail}</p>}
        <p>{whatToDo}</p>
        {onRetry !== undefined && !refused && <Button onClick={onRetry}>Try again</Button>}
      </div>
    </div>
  );
}
