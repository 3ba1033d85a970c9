import type { SeriesLook } from './series-look.js';

/** What a series is filled with: `url(#id)`. */
export function SeriesPattern({ id, look }: { readonly id: string; readonly look: SeriesLook }) {
  return (
    <pattern
      id={id}
      width="6"
      height="6"
      patternUnits="userSpaceOnUse"
      {...(look.stripes === null ? {} : { patternTransform: `rotate(${look.stripes})` })}
    >
      <rect width="6" height="6" fill={look.colour} />
      {look.stripes !== null && <rect width="1.6" height="6" fill="var(--surface)" fillOpacity="0.55" />}
    </pattern>
  );
}
