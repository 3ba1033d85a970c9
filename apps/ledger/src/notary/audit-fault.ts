import { readFile, rm, writeFile } from 'node:fs/promises';

/** Remembers over restarts what the self-audit found, so that nothing is signed before it was looked at again. */
export class AuditFault {
  constructor(private readonly file: string) {}

  async remembered(): Promise<string | undefined> {
    return readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  remember(reason: string): Promise<void> {
    return writeFile(this.file, reason, { flush: true });
  }

  forget(): Promise<void> {
    return rm(this.file, { force: true });
  }
}
