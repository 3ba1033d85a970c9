import { useId } from 'react';
import { SeriesPattern } from './series-pattern.js';
import type { SeriesLook } from './series-look.js';

export function Swatch({ look }: { readonly look: SeriesLook }) {
  const id = useId();
  return (
    <svg width="14" height="14" aria-hidden>
      <defs>
        <SeriesPattern id={id} look={look} />
      </defs>
      <rect width="14" height="14" rx="4" fill={`url(#${id})`} />
    </svg>
  );
}
