import { resolve } from 'node:path';
import { WrongSettings } from './wrong-settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads one setting as text; an empty value counts as not set (compose files pass empty ones on). */
export function text(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

export function oneOf<T extends string>(env: Environment, name: string, allowed: readonly [T, ...T[]]): T {
  const value = text(env, name) ?? allowed[0];
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw new WrongSettings(name, `found ${shown(value)}, allowed: ${allowed.join(', ')}`);
  return found;
}

export function matching(env: Environment, name: string, pattern: RegExp, allowed: string): string | undefined {
  const value = text(env, name);
  if (value !== undefined && !pattern.test(value)) {
    throw new WrongSettings(name, `found ${shown(value)}, allowed: ${allowed}`);
  }
  return value;
}

/** A file's path, from the working directory where it is relative. */
export function pathOrNull(env: Environment, name: string, workingDir: string): string | null {
  const path = text(env, name);
  return path === undefined ? null : resolve(workingDir, path);
}

export function wholeNumber(env: Environment, name: string, byDefault: number, min: number, max: number): number {
  const value = text(env, name);
  if (value === undefined) return byDefault;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= min && number <= max)) {
    throw new WrongSettings(name, `found ${shown(value)}, allowed: a whole number from ${min} to ${max}`);
  }
  return number;
}

/** A URL that may hold a password: its value is never repeated. */
export function secretUrl(env: Environment, name: string, schemes: readonly string[]): string | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  const allowed = `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  const scheme = /^([a-z+]+):\/\//.exec(value)?.[1];
  // A cluster's further hosts stand behind commas, which no URL parser knows.
  if (!URL.canParse(value.replace(/,[^/?]*/, '')) || scheme === undefined || !schemes.includes(scheme)) {
    throw new WrongSettings(
      name,
      `found another kind of value (not shown, it may hold a password), allowed: ${allowed}`,
    );
  }
  return value;
}

const MAX_SHOWN = 80;
const shown = (value: string): string =>
  JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}...` : value);
