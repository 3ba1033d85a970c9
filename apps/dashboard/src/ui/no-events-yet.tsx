import { Inbox } from 'lucide-react';
import { Command } from './command.js';
import { EmptyState } from './empty-state.js';

/** The README's first event, for now: an event from long ago would not be in the window that is shown. */
const firstEvent = (
  now: Date,
) => `curl -s http://127.0.0.1:8080/v1/events -H 'content-type: application/cloudevents+json' -d '{
  "specversion": "1.0", "type": "tallystick.usage.reported.v1",
  "source": "urn:example:gateway", "id": "1",
  "time": "${now.toISOString().slice(0, 19)}Z", "subject": "someone@example.org",
  "data": { "provider": "anthropic", "model": "claude-sonnet-4-5",
            "tokens": { "input": 812, "output": 240 } } }'`;

/** The ledger is empty: how to begin. */
export function NoEventsYet() {
  return (
    <EmptyState icon={Inbox} title="The ledger is empty">
      <p>Send a first event to the ledger service; it shows here within a second:</p>
      <Command text={firstEvent(new Date())} />
      <p>Or bring your own history of Claude Code:</p>
      <Command text="npm run -s tallystick -- import --format claude-code ~/.claude/projects --subject me" />
    </EmptyState>
  );
}
