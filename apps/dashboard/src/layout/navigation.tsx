import { Link, useLocation } from 'wouter';
import { PAGES } from './pages.js';
import styles from './navigation.module.css';

/** Beside the content on wide screens, under the thumb on narrow ones. */
export function Navigation() {
  const [location] = useLocation();
  return (
    <nav aria-label="Pages" className={styles.navigation}>
      <ul>
        {PAGES.map(({ path, name, icon: Icon }) => (
          <li key={path}>
            <Link href={path} className={styles.link ?? ''} aria-current={location === path ? 'page' : undefined}>
              <Icon size={18} aria-hidden />
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
