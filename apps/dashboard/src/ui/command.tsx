import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import styles from './command.module.css';

/** A command to paste into a terminal. */
export function Command({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div className={styles.command}>
      <pre tabIndex={0}>{text}</pre>
      {/* Only where the page may write to the clipboard: over TLS, or on this machine. */}
      {window.isSecureContext && (
        <button type="button" onClick={() => void copy()} aria-label={copied ? 'Copied' : 'Copy the command'}>
          {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
        </button>
      )}
    </div>
  );
}
