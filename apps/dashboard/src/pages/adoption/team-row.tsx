import type { TeamAdoption } from '../../api/answers.js';
import { formatCount, formatShare } from '../../format/amounts.js';
import { keyName } from '../../format/names.js';
import { Badge } from '../../ui/badge.js';
import styles from './adoption-teams.module.css';
import { DaysUsed } from './days-used.js';
import { TargetBar } from './target-bar.js';

export function TeamRow({ team, target }: { readonly team: TeamAdoption; readonly target: number }) {
  const { active, size, share, reached } = team;
  return (
    <tr>
      <th scope="row" className={styles.team}>
        <span className={styles.name}>{keyName('teams', team.team)}</span>
        {reached === true && <Badge tone="good">at target</Badge>}
        {reached === false && <Badge>below target</Badge>}
        {size === null && <Badge>no roster</Badge>}
        {share !== null && <TargetBar share={share} target={target} />}
      </th>
      <td className={styles.number}>
        <b>{formatCount(active)}</b>
        {size !== null && <span className={styles.of}> of {formatCount(size)}</span>}
      </td>
      <td className={styles.number}>
        {share === null ? <span title="There is no roster">unknown</span> : formatShare(share)}
      </td>
      <td className={styles.days}>
        <DaysUsed people={team.daysUsed} />
      </td>
    </tr>
  );
}
