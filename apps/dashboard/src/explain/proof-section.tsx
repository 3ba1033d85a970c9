import { CircleCheck, CircleHelp, CircleX, Download, RotateCw, type LucideIcon } from 'lucide-react';
import type { AuditRow } from '../api/answers.js';
import { formatCount } from '../format/amounts.js';
import { STEPS, type CheckedProof, type Outcome, type Step } from '../proof/check-proof.js';
import { trustKey } from '../proof/pinned-key.js';
import { Button } from '../ui/button.js';
import { Command } from '../ui/command.js';
import { ErrorNote } from '../ui/error-note.js';
import { Skeleton } from '../ui/skeleton.js';
import styles from './proof-section.module.css';
import { useProof, type FetchedProof } from './use-proof.js';

const ICONS: Readonly<Record<Outcome['state'], LucideIcon>> = { holds: CircleCheck, fails: CircleX, open: CircleHelp };

const STEP_NAMES: Readonly<Record<Step, string>> = {
  key: "The log's key",
  signature: 'Signature of the checkpoint',
  inclusion: 'Place in the log',
  content: 'What the entry says',
};

const VERDICTS: Readonly<Record<Outcome['state'], { readonly title: string; readonly text: string }>> = {
  holds: {
    title: 'Proven in this browser',
    text: 'The signed log holds exactly this event. Changing, dropping or moving it later breaks every checkpoint from then on, and whoever kept this one can prove it.',
  },
  fails: {
    title: 'Not proven',
    text: 'Something does not match, see below. Keep the proof file and tell an auditor: this is what the log is there to show.',
  },
  open: {
    title: 'Not checked',
    text: 'Not everything could be checked here. That shows nothing, neither for the event nor against it.',
  },
};

/** The proof that an event is in the signed log: fetched, and checked here and now. */
export function ProofSection({ event }: { readonly event: AuditRow }) {
  const proof = useProof(event);
  return (
    <section aria-label="Proof" aria-busy={proof.isFetching}>
      <h3>Proof</h3>
      {proof.isPending && <Skeleton rows={3} />}
      {proof.error !== null && <ErrorNote error={proof.error} onRetry={() => void proof.refetch()} />}
      {proof.data !== undefined && proof.error === null && (
        <Checked proof={proof.data} again={() => void proof.refetch()} />
      )}
    </section>
  );
}

function Checked({ proof, again }: { readonly proof: FetchedProof; readonly again: () => void }) {
  const { checked, key, knownKey } = proof;
  const { title, text } = VERDICTS[checked.verdict];
  const Icon = ICONS[checked.verdict];
  return (
    <>
      <div className={styles.verdict} data-state={checked.verdict} role="status">
        <Icon size={24} aria-hidden />
        <div>
          <p className={styles.title}>{title}</p>
          <p>{text}</p>
        </div>
      </div>
      <ul className={styles.steps} aria-label="What was checked">
        {STEPS.map((step) => (
          <StepLine key={step} step={step} outcome={checked.outcomes[step]} />
        ))}
      </ul>
      {knownKey !== null && key !== null && (
        <div className={styles.changed}>
          <p>
            This browser knew <code>{knownKey}</code>, the service now shows <code>{key}</code>. Ask whoever runs the
            log, on another way than this page, whether it changed its key on purpose.
          </p>
          <Button
            onClick={() => {
              trustKey(key);
              again();
            }}
          >
            I asked: trust the new key
          </Button>
        </div>
      )}
      <div className={styles.actions}>
        <Button onClick={again}>
          <RotateCw size={16} aria-hidden />
          Check again
        </Button>
        <Button onClick={() => keep(proof.file, fileName(checked))}>
          <Download size={16} aria-hidden />
          Keep the proof file
        </Button>
      </div>
      <Further checked={checked} verifierKey={key} />
    </>
  );
}

const STATE_NAMES: Readonly<Record<Outcome['state'], string>> = { holds: 'Holds', fails: 'Fails', open: 'Not checked' };

function StepLine({ step, outcome }: { readonly step: Step; readonly outcome: Outcome }) {
  const Icon = ICONS[outcome.state];
  return (
    <li data-state={outcome.state} data-step={step}>
      <Icon size={18} aria-label={STATE_NAMES[outcome.state]} role="img" />
      <span>
        <b>{STEP_NAMES[step]}</b>: {outcome.detail}
      </span>
    </li>
  );
}

function Further({ checked, verifierKey }: { readonly checked: CheckedProof; readonly verifierKey: string | null }) {
  const { log, leafHex, cosigners } = checked;
  return (
    <details className={styles.further}>
      <summary>What this shows, and what it does not</summary>
      <p>
        This page hashed the entry and followed the hashes to the root that the log has signed, by the formats of RFC
        9162 and C2SP. It does not show that the event was true, nor that the log was not written anew before this
        browser first saw it: for that, keep checkpoints, run <code>tallystick verify</code>, or ask a witness.
      </p>
      {log !== null && (
        <dl>
          <dt>Log</dt>
          <dd>{log.origin}</dd>
          <dt>Entries under the checkpoint</dt>
          <dd className="number">{formatCount(log.size)}</dd>
          <dt>Root</dt>
          <dd>
            <code>{log.rootHex}</code>
          </dd>
          <dt>Hash of the entry</dt>
          <dd>
            <code>{leafHex ?? 'not shown'}</code>
          </dd>
          <dt>Cosigned by</dt>
          <dd>{cosigners.length === 0 ? 'nobody' : `${cosigners.join(', ')} (their keys are not known here)`}</dd>
        </dl>
      )}
      {verifierKey !== null && (
        <>
          <p>The same by a program of your own, offline, with the key from a source that you trust:</p>
          <Command text={`npm run -s tallystick -- verify --proof ${fileName(checked)} --key '${verifierKey}'`} />
        </>
      )}
    </details>
  );
}

const fileName = ({ index }: CheckedProof): string => `event-${index ?? 'unknown'}.tlog-proof`;

function keep(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
