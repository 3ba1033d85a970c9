import { Link } from 'wouter';
import { PageHeader } from '../ui/page-header.js';

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Nothing here" lead="No page has this address." />
      <Link href="/">To the boards</Link>
    </>
  );
}
