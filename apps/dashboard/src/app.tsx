import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { ApiContext } from './api/api-context.js';
import { apiClient } from './api/client.js';
import { queryClient } from './api/query-client.js';
import { useSeesNothing } from './api/use-caller.js';
import { ExplainProvider } from './explain/explain.js';
import { Layout } from './layout/layout.js';
import { NotFoundPage } from './layout/not-found-page.js';
import { PAGES } from './layout/pages.js';
import { LiveUpdates } from './live/live-updates.js';
import { currentToken, useSession, wasRefused } from './session/session.js';
import { NothingToSee } from './session/nothing-to-see.js';
import { SignIn } from './session/sign-in.js';
import { ErrorBoundary } from './ui/error-boundary.js';

const api = apiClient(currentToken);

export function App() {
  const { token } = useSession();
  return (
    <ApiContext value={api}>
      <ForOneCaller key={token ?? ''} />
    </ApiContext>
  );
}

/** Everything that one caller saw, and nothing of it for the next. */
function ForOneCaller() {
  const [queries] = useState(() => queryClient(wasRefused));
  const { refused } = useSession();
  return (
    <QueryClientProvider client={queries}>
      <LiveUpdates />
      <ExplainProvider>
        <Layout>{refused ? <SignIn /> : <Pages />}</Layout>
      </ExplainProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  const [location] = useLocation();
  if (useSeesNothing()) return <NothingToSee />;
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
