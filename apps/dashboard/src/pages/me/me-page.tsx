import { PageHeader } from '../../ui/page-header.js';

export function MePage() {
  return <PageHeader title="Me" />;
}
