import { useEffect, useRef } from 'react';
import { Button } from './button.js';

interface MorePagesProps {
  readonly more: () => Promise<void>;
  readonly loading: boolean;
  /** Do not go on by itself. */
  readonly failed: boolean;
}

/** Loads the next page when it comes into view; a button for the keyboard, and for when that did not work. */
export function MorePages({ more, loading, failed }: MorePagesProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null || loading || failed) return;
    const watch = new IntersectionObserver(
      ([seen]) => {
        if (seen?.isIntersecting) void more();
      },
      { rootMargin: '400px' },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, [more, loading, failed]);
  return (
    <div ref={place}>
      <Button onClick={() => void more()} disabled={loading}>
        {loading ? 'Loading …' : 'Show older ones'}
      </Button>
    </div>
  );
}
