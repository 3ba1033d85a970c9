import { useEffect, useRef } from 'react';

/** Another page begins at its top, and with its keyboard focus: as if it had been loaded. @param path of the page */
export function useArrival(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    window.scrollTo(0, 0);
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [path]);
}
