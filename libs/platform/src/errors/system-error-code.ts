/** `ENOENT` and the like, of whatever was thrown; undefined for other errors. (Not by `instanceof`: realms differ.) */
export function systemErrorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
