import { Component, type ReactNode } from 'react';
import { ErrorNote } from './error-note.js';

interface Props {
  readonly children: ReactNode;
}

/** A page that cannot be drawn says so, and leaves the others as they are. */
export class ErrorBoundary extends Component<Props, { readonly error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return <ErrorNote error={this.state.error} onRetry={() => this.setState({ error: null })} />;
  }
}
