import { PageHeader } from '../../ui/page-header.js';

export function LeaderboardsPage() {
  return <PageHeader title="Leaderboards" />;
}
