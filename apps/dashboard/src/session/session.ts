import { useSyncExternalStore } from 'react';

/** Only for this tab, and gone with it: a key that lies around on a disk is a key for everybody. */
const KEY = 'tallystick.token';

export interface Session {
  /** null: nobody signed in, or nobody needs to. */
  readonly token: string | null;
  /** A question was answered 401: it needs a key, or another one. */
  readonly refused: boolean;
}

let session: Session = { token: sessionStorage.getItem(KEY), refused: false };
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  if (next.token === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, next.token);
  for (const listener of listeners) listener();
}

export const currentToken = (): string | null => session.token;
export const signIn = (token: string): void => become({ token, refused: false });
export const signOut = (): void => become({ token: null, refused: false });
/** Keeps the refused token, so that the sign-in can say that it was sent and not known. */
export const wasRefused = (): void => become({ ...session, refused: true });

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSession = (): Session => useSyncExternalStore(subscribe, () => session);
