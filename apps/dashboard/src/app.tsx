import { QueryClientProvider } from '@tanstack/react-query';
import { Route, Switch, useLocation } from 'wouter';
import { ApiContext } from './api/api-context.js';
import { apiClient } from './api/client.js';
import { queryClient } from './api/query-client.js';
import { ExplainProvider } from './explain/explain.js';
import { Layout } from './layout/layout.js';
import { NotFoundPage } from './layout/not-found-page.js';
import { PAGES } from './layout/pages.js';
import { LiveUpdates } from './live/live-updates.js';
import { currentToken, wasRefused } from './session/session.js';
import { ErrorBoundary } from './ui/error-boundary.js';

const api = apiClient(currentToken);
const queries = queryClient(wasRefused);

export function App() {
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>
        <LiveUpdates />
        <ExplainProvider>
          <Layout>
            <Pages />
          </Layout>
        </ExplainProvider>
      </QueryClientProvider>
    </ApiContext>
  );
}

function Pages() {
  const [location] = useLocation();
  return (
    <ErrorBoundary key={location}>
      <Switch>
        {PAGES.map(({ path, component }) => (
          <Route key={path} path={path} component={component} />
        ))}
        <Route component={NotFoundPage} />
      </Switch>
    </ErrorBoundary>
  );
}
