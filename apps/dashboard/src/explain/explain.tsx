import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { ExplainContext, type Explain, type View } from './explain-context.js';

/** Loaded when it is first opened. */
const Drawer = lazy(async () => ({ default: (await import('./drawer.js')).Drawer }));

/** The drawer's place: around all pages, so that any number can open it. */
export function ExplainProvider({ children }: { readonly children: ReactNode }) {
  const [views, setViews] = useState<readonly View[]>([]);
  const explain = useMemo<Explain>(
    () => ({
      openExplain: (cell) => setViews([{ kind: 'cell', cell }]),
      openEvent: (event) => setViews((before) => [...before, { kind: 'event', event }]),
    }),
    [],
  );
  return (
    <ExplainContext value={explain}>
      {children}
      {views.length > 0 && (
        <Suspense fallback={null}>
          <Drawer views={views} onBack={() => setViews(views.slice(0, -1))} onClose={() => setViews([])} />
        </Suspense>
      )}
    </ExplainContext>
  );
}
