import type { AuditRow } from '../api/answers.js';
import { Badge } from '../ui/badge.js';
import { useProof } from './use-proof.js';

const BADGES = {
  holds: { tone: 'good', text: 'Proven' },
  fails: { tone: 'bad', text: 'Not proven' },
  open: { tone: 'plain', text: 'Not checked' },
} as const;

/** The proof's outcome in a word, for who does not read on to it. */
export function ProofBadge({ event }: { readonly event: AuditRow }) {
  const { data, error } = useProof(event);
  if (data === undefined || error !== null) return null;
  const { tone, text } = BADGES[data.checked.verdict];
  return <Badge tone={tone}>{text}</Badge>;
}
