export { sampleTeams, sampleUsage, type SampleOptions, type SampleTeam } from './sample-usage.js';
export { SAMPLE_SOURCE, type SampleEvent } from './sample-event.js';
export { benchUsage, type BenchOptions } from './bench-usage.js';
export { Random } from './random.js';
