/** The name that a `Content-Disposition` gives; null: none that is plain. */
export const fileNameOf = (header: string | null): string | null =>
  /filename="([\w.-]{1,200})"/.exec(header ?? '')?.[1] ?? null;
