import { PageHeader } from '../../ui/page-header.js';

export function AdoptionPage() {
  return <PageHeader title="Adoption" />;
}
