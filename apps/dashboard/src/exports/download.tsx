import { Download as Icon } from 'lucide-react';
import { useState } from 'react';
import { authorization, pathWith, type Parameters } from '../api/client.js';
import { problemOf } from '../api/problem.js';
import { useCaller } from '../api/use-caller.js';
import { useSession } from '../session/session.js';
import { Button } from '../ui/button.js';
import { errorText } from '../ui/error-text.js';
import styles from './download.module.css';
import { fileNameOf } from './file-name-of.js';

interface DownloadProps {
  readonly table: 'usage' | 'boards';
  readonly parameters: Parameters;
}

/** What is shown, all of it, as CSV; for those who may export (docs/reference/exports.md). */
export function Download({ table, parameters }: DownloadProps) {
  const { token } = useSession();
  const known = useCaller();
  const [state, setState] = useState<'rest' | 'busy' | Error>('rest');
  if (known?.caller.roles.includes('auditor') !== true) return null;
  const path = pathWith(`/v1/exports/${table}`, { format: 'csv', ...parameters });
  // Nobody to be told: the browser itself can ask, and write to the disk as it comes.
  if (token === null) {
    return (
      <a className={styles.link} href={path} download>
        <Icon size={16} aria-hidden /> Download CSV
      </a>
    );
  }
  const download = async () => {
    setState('busy');
    setState(await save(path, token).then(() => 'rest' as const, asError));
  };
  return (
    <span className={styles.download}>
      <Button onClick={() => void download()} disabled={state === 'busy'}>
        <Icon size={16} aria-hidden /> {state === 'busy' ? 'Downloading …' : 'Download CSV'}
      </Button>
      {state instanceof Error && (
        <span role="alert" className={styles.failed}>
          {errorText(state).title}
        </span>
      )}
    </span>
  );
}

/** A link sends no key: the answer is fetched with it, and handed to the browser as a file. @throws ApiProblem */
async function save(path: string, token: string): Promise<void> {
  const response = await fetch(path, { headers: authorization(token) });
  if (!response.ok) throw problemOf(response.status, await response.text(), response.headers.get('retry-after'));
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileNameOf(response.headers.get('content-disposition')) ?? 'tallystick.csv';
  link.click();
  URL.revokeObjectURL(url);
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
