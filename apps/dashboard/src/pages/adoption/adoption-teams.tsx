import { UsersRound } from 'lucide-react';
import type { Adoption } from '../../api/answers.js';
import { counted, formatShare } from '../../format/amounts.js';
import { isSmallGroups } from '../../format/names.js';
import { Command } from '../../ui/command.js';
import { SmallGroupsNote } from '../../ui/small-groups-note.js';
import { EmptyState } from '../../ui/empty-state.js';
import styles from './adoption-teams.module.css';
import { TeamRow } from './team-row.js';

const ROSTER = `curl -s http://127.0.0.1:8080/v1/rosters -H 'content-type: application/json' -d '{
  "team": "payments", "from": "2026-01-01", "size": 24 }'`;

export function AdoptionTeams({ adoption }: { readonly adoption: Adoption }) {
  const { teams, target } = adoption;
  if (teams.length === 0) {
    return (
      <EmptyState icon={UsersRound} title="No team to show in this week">
        <p>Nobody used anything, or too few did: teams show with enough people, so that nobody can be told apart.</p>
      </EmptyState>
    );
  }
  const rostered = teams.filter(({ size }) => size !== null);
  const reached = rostered.filter((team) => team.reached).length;
  return (
    <>
      {rostered.length === 0 ? (
        <div className={styles.norosters}>
          <p>No roster is on record for these teams, so nobody knows how many could be active. Declare one:</p>
          <Command text={ROSTER} />
        </div>
      ) : (
        <p className={styles.summary}>
          {reached} of {counted(rostered.length, 'team')} {rostered.length === 1 ? 'reaches' : 'reach'} the target of{' '}
          {formatShare(target)}, the line across the bars.
        </p>
      )}
      <table className={styles.teams}>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col" className={styles.number}>
              Active
            </th>
            <th scope="col" className={styles.number}>
              Share
            </th>
            <th scope="col" className={styles.days}>
              Days used
            </th>
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <TeamRow key={team.team ?? '\0'} team={team} target={target} />
          ))}
        </tbody>
      </table>
      {teams.some(({ team }) => isSmallGroups('teams', team)) && (
        <div className={styles.note}>
          <SmallGroupsNote subject="teams" />
        </div>
      )}
    </>
  );
}
