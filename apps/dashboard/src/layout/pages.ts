import {
  Activity,
  BookOpenText,
  ChartColumnStacked,
  ListOrdered,
  UserRound,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType } from 'react';
import { LeaderboardsPage } from '../pages/leaderboards/leaderboards-page.js';

export interface Page {
  /** The projector answers it with index.html. */
  readonly path: string;
  readonly name: string;
  readonly icon: LucideIcon;
  readonly component: ComponentType;
}

/** Every page but the first is loaded when it is opened. */
export const PAGES: readonly Page[] = [
  { path: '/', name: 'Boards', icon: ListOrdered, component: LeaderboardsPage },
  {
    path: '/usage',
    name: 'Usage',
    icon: ChartColumnStacked,
    component: lazy(async () => ({ default: (await import('../pages/usage/usage-page.js')).UsagePage })),
  },
  {
    path: '/adoption',
    name: 'Adoption',
    icon: UsersRound,
    component: lazy(async () => ({ default: (await import('../pages/adoption/adoption-page.js')).AdoptionPage })),
  },
  {
    path: '/events',
    name: 'Events',
    icon: BookOpenText,
    component: lazy(async () => ({ default: (await import('../pages/events/events-page.js')).EventsPage })),
  },
  {
    path: '/me',
    name: 'Me',
    icon: UserRound,
    component: lazy(async () => ({ default: (await import('../pages/me/me-page.js')).MePage })),
  },
  {
    path: '/system',
    name: 'System',
    icon: Activity,
    component: lazy(async () => ({ default: (await import('../pages/system/system-page.js')).SystemPage })),
  },
];
