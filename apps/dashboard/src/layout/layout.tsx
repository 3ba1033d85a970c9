import { Suspense, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { LiveStatus } from '../live/live-status.js';
import { WhoAmI } from '../session/who-am-i.js';
import { ThemeSwitch } from '../theme/theme-switch.js';
import { Skeleton } from '../ui/skeleton.js';
import { Brand } from './brand.js';
import { Navigation } from './navigation.js';
import { useArrival } from './use-arrival.js';
import styles from './layout.module.css';

export function Layout({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  useArrival(path);
  return (
    <div className={styles.layout}>
      <a className={styles.skip} href="#content">
        Skip to the content
      </a>
      <header className={styles.top}>
        <Brand />
        <div className={styles.tools}>
          <LiveStatus />
          <WhoAmI />
          <ThemeSwitch />
        </div>
      </header>
      <Navigation />
      <main id="content" tabIndex={-1} className={styles.content}>
        <Suspense fallback={<Skeleton rows={8} />}>{children}</Suspense>
      </main>
    </div>
  );
}
