import { ArrowLeft, X } from 'lucide-react';
import { useEffect, useId, useRef } from 'react';
import { ErrorBoundary } from '../ui/error-boundary.js';
import { CellView } from './cell-view.js';
import styles from './drawer.module.css';
import { EventView } from './event-view.js';
import type { View } from './explain-context.js';

interface DrawerProps {
  /** The last one is shown; at least one. */
  readonly views: readonly View[];
  readonly onBack: () => void;
  readonly onClose: () => void;
}

/** Over the page, which waits behind it: Escape and a click beside it close it, and the focus goes back to the number. */
export function Drawer({ views, onBack, onClose }: DrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const view = views.at(-1)!;
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    dialog.current?.scrollTo(0, 0);
  }, [view]);
  return (
    <dialog
      ref={dialog}
      className={styles.drawer}
      aria-labelledby={title}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) currentTarget.close();
      }}
    >
      <div className={styles.sheet}>
        <header className={styles.head}>
          {views.length > 1 && (
            <button type="button" className={styles.icon} onClick={onBack} aria-label="Back to the number">
              <ArrowLeft size={18} aria-hidden />
            </button>
          )}
          <h2 id={title}>{view.kind === 'cell' ? 'Why this number?' : 'One event'}</h2>
          <button type="button" className={styles.icon} onClick={() => dialog.current?.close()} aria-label="Close">
            <X size={18} aria-hidden />
          </button>
        </header>
        <ErrorBoundary key={views.length}>
          {view.kind === 'cell' ? <CellView cell={view.cell} /> : <EventView event={view.event} />}
        </ErrorBoundary>
      </div>
    </dialog>
  );
}
