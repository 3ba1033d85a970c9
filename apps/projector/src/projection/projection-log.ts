import type { PinoLogger } from 'nestjs-pino';
import type { ProjectionObserver } from './projection.js';
import type { ProjectionMetrics } from './projection-metrics.js';
import { stateSentence, type ProjectionState } from './projection-state.js';

/** One log line per change of state, none per batch; numbers go to the metrics. */
export const observeProjection = (log: PinoLogger, metrics: ProjectionMetrics): ProjectionObserver => ({
  stateChanged(state) {
    metrics.stateChanged(state);
    log[levelOf(state)]({ state: state.kind, ...placeOf(state) }, stateSentence(state));
  },
  folded: (batch) => metrics.folded(batch),
  retried: () => metrics.retried(),
});

const levelOf = (state: ProjectionState): 'info' | 'warn' | 'error' => {
  if (state.kind === 'poisoned' || state.kind === 'refused') return 'error';
  return state.kind === 'retrying' ? 'warn' : 'info';
};

const placeOf = (state: ProjectionState): { position?: string } =>
  state.kind === 'poisoned' ? { position: String(state.position) } : {};
