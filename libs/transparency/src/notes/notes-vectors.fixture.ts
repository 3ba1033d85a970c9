import { readFileSync } from 'node:fs';

interface Judged {
  readonly what: string;
  readonly note: string;
  readonly good: boolean;
}

/** What golang.org/x/mod/sumdb/note and filippo.io/torchwood made of it: libs/transparency/vectors/notes/main.go. */
export const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/notes/notes.json', import.meta.url), 'utf8'),
) as Readonly<{
  logSecret: string;
  logKey: string;
  witnessSeed: string;
  witnessKey: string;
  root: string;
  checkpoint: string;
  cosigned: string;
  cosignedAt: number;
  proof: string;
  proofWithoutExtra: string;
  judged: readonly Judged[];
  judgedKeys: readonly Judged[];
}>;
