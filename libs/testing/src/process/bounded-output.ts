/** Half of what is kept of a process's output, in characters: the first half and the latest half stay. */
const halfLimit = 512 * 1024;

/** Collects output without growing for ever. */
export function boundedOutput(): { add(chunk: Buffer): void; text(): string } {
  let first = '';
  let latest = '';
  let dropped = 0;
  const decoder = new TextDecoder();
  return {
    add(chunk) {
      const text = decoder.decode(chunk, { stream: true });
      const room = halfLimit - first.length;
      first += text.slice(0, room);
      latest += text.slice(Math.max(0, room));
      // Cut only at twice the limit, so that each character is copied about once.
      if (latest.length > 2 * halfLimit) {
        dropped += latest.length - halfLimit;
        latest = latest.slice(-halfLimit);
      }
    },
    text: () => (dropped === 0 ? first + latest : `${first}\n[... ${dropped} characters left out ...]\n${latest}`),
  };
}
