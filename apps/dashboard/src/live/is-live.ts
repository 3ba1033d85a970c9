import type { Query } from '@tanstack/react-query';

/** Whoever reads further down than this is reading: those pages are left as they are. */
const LIVE_PAGES = 2;

/** Whether what a question shows is to be kept up to date. */
export const isLive = ({ meta, state }: Query): boolean => meta?.['live'] === true && pagesOf(state.data) <= LIVE_PAGES;

const pagesOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 1;
