import { PageHeader } from '../../ui/page-header.js';

export function EventsPage() {
  return <PageHeader title="Events" />;
}
