import type { Query } from '@tanstack/react-query';
import { isForbidden } from '../api/problem.js';

/** Whoever reads further down than this is reading: those pages are left as they are. */
const LIVE_PAGES = 2;

/** Whether what a question shows is to be kept up to date. A refused board is asked for again: a policy may open it. */
export const isLive = ({ meta, state }: Pick<Query, 'meta'> & { readonly state: Asked }): boolean =>
  meta?.['live'] === true && pagesOf(state.data) <= LIVE_PAGES && !(meta['aside'] === true && isForbidden(state.error));

type Asked = Pick<Query['state'], 'data' | 'error'>;

const pagesOf = (data: unknown): number =>
  typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? data.pages.length : 1;
