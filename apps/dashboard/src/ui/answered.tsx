import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.js';
import { errorText } from './error-text.js';
import styles from './answered.module.css';

interface AnsweredProps<T> {
  readonly query: {
    readonly data: T | undefined;
    readonly error: Error | null;
    refetch(): Promise<unknown>;
  };
  /** Until there is an answer. */
  readonly skeleton: ReactNode;
  readonly children: (answer: T) => ReactNode;
}

/** What a question was answered: nothing yet, an error, or the answer; an answer stays when it cannot be renewed. */
export function Answered<T>({ query, skeleton, children }: AnsweredProps<T>) {
  const { data, error } = query;
  if (data === undefined) {
    return error === null ? skeleton : <ErrorNote error={error} onRetry={() => void query.refetch()} />;
  }
  return (
    <>
      {error !== null && (
        <p role="status" className={styles.stale}>
          Not up to date: {errorText(error).title.toLowerCase()}. {errorText(error).whatToDo}
        </p>
      )}
      {children(data)}
    </>
  );
}
