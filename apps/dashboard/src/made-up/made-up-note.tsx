import { FlaskConical } from 'lucide-react';
import { formatShare } from '../format/amounts.js';
import styles from './made-up-note.module.css';

/** Says how much of what is shown was made up by the sample generator; nothing when nothing was. @param share 0 to 1 */
export function MadeUpNote({ share }: { readonly share: number }) {
  if (share === 0) return null;
  return (
    <p className={styles.note}>
      <FlaskConical size={16} aria-hidden />
      <span>
        <b>Made-up data.</b>{' '}
        {share === 1
          ? 'Everything shown here comes from the sample generator; it is nobody’s usage.'
          : `${formatShare(share)} of the tokens shown here come from the sample generator; they are nobody’s usage.`}
      </span>
    </p>
  );
}
