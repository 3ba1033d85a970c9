import { PageHeader } from '../../ui/page-header.js';

export function SystemPage() {
  return <PageHeader title="System" />;
}
