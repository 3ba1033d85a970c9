import { describeUsageSource } from '../port/usage-source.contract.js';
import { MemoryBroker } from './memory-broker.js';
import { memoryUsageSource } from './memory-usage-source.js';

describeUsageSource('memory', () => {
  const broker = new MemoryBroker();
  broker.createTopic('t', 1);
  return Promise.resolve({
    open: () => memoryUsageSource({ broker, topic: 't', group: 'g' }),
    produce: (values) => {
      for (const value of values) broker.produce('t', 0, { value: Buffer.from(value) });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  });
});
