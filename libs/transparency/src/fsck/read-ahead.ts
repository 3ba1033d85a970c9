/** Reads 0, 1, 2 ... `count` - 1 in order, `ahead` of them under way at a time. */
export async function* readAhead<T>(
  count: number,
  ahead: number,
  read: (index: number) => Promise<T>,
): AsyncGenerator<T> {
  const underWay: Promise<T>[] = [];
  const start = (index: number): void => {
    const reading = read(index);
    // Whoever consumes it gets the error; until then it is not unhandled.
    reading.catch(() => undefined);
    underWay.push(reading);
  };
  for (let index = 0; index < Math.min(ahead, count); index++) start(index);
  for (let index = ahead; underWay.length > 0; index++) {
    const value = await (underWay.shift() as Promise<T>);
    if (index < count) start(index);
    yield value;
  }
}
