/**
 * Makes the files of a new database in the folder that it is called with, as a process of its own: that takes PGlite
 * some 450 MB, most of which it would hold on to. Imports nothing of ours, as pglite-worker.ts.
 */
import { PGlite } from '@electric-sql/pglite';

const dir = process.argv[2];
if (dir === undefined) throw new Error('pglite-create needs a folder');
const db = await PGlite.create(dir, { relaxedDurability: true });
await db.close();
