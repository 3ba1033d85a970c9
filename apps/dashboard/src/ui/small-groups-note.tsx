import type { Subject } from '../api/answers.js';
import { useCaller } from '../api/use-caller.js';

/** What the row `(small teams)` is. */
export function SmallGroupsNote({ subject }: { readonly subject: Subject }) {
  const minGroup = useCaller()?.minGroup ?? null;
  return (
    <p>
      <b>(small {subject})</b> are those of {minGroup === null ? 'too few' : `fewer than ${minGroup}`} people, joined by
      the next smallest until they are enough: nobody is to be told apart by a sum.
    </p>
  );
}
