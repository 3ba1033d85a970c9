/** How a series looks: by colour and by texture, for those who do not see the colours. */
export interface SeriesLook {
  readonly colour: string;
  /** Direction of the stripes in degrees; null: none. */
  readonly stripes: number | null;
}

const LOOKS: readonly SeriesLook[] = [
  { colour: 'var(--series-1)', stripes: null },
  { colour: 'var(--series-2)', stripes: 45 },
  { colour: 'var(--series-3)', stripes: null },
  { colour: 'var(--series-4)', stripes: -45 },
  { colour: 'var(--series-5)', stripes: null },
  { colour: 'var(--series-6)', stripes: 90 },
];
const REST: SeriesLook = { colour: 'var(--series-rest)', stripes: null };

export const seriesLook = (index: number, rest: boolean): SeriesLook => (rest ? REST : (LOOKS[index] ?? REST));
