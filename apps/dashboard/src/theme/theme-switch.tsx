import { Monitor, Moon, Sun } from 'lucide-react';
import { chooseTheme, nextTheme, useTheme } from './theme-choice.js';
import styles from './theme-switch.module.css';

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;
const NAMES = { system: 'as the system', light: 'light', dark: 'dark' } as const;

export function ThemeSwitch() {
  const theme = useTheme();
  const Icon = ICONS[theme];
  const label = `Theme: ${NAMES[theme]}. Change to ${NAMES[nextTheme(theme)]}`;
  return (
    <button
      type="button"
      className={styles.switch}
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(nextTheme(theme))}
    >
      <Icon size={18} aria-hidden />
    </button>
  );
}
