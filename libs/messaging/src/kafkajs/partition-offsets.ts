import type { Admin } from 'kafkajs';
import type { AssignedPartition } from '../port/usage-source.js';

/** Earliest, end and committed offset of each partition of a topic. */
export async function offsetsOf(admin: Admin, group: string, topic: string): Promise<Map<number, AssignedPartition>> {
  const [log, committed] = await Promise.all([
    admin.fetchTopicOffsets(topic),
    admin.fetchOffsets({ groupId: group, topics: [topic] }),
  ]);
  const commits = new Map(committed.flatMap(({ partitions }) => partitions.map((one) => [one.partition, one])));
  return new Map(
    log.map(({ partition, low, high }) => {
      const commit = commits.get(partition);
      const offset = BigInt(commit?.offset ?? -1); // kafkajs says -1 where nothing is committed
      const described: AssignedPartition = {
        topic,
        partition,
        earliest: BigInt(low),
        end: BigInt(high),
        committed: offset < 0n ? null : { offset, note: commit?.metadata ?? '' },
      };
      return [partition, described];
    }),
  );
}
