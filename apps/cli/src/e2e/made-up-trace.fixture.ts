import { seededRandom } from '@tallystick/testing';

export interface MadeUpTrace {
  readonly csv: string;
  /** Rows that have tokens, and what a spreadsheet sums from them. */
  readonly rows: number;
  readonly input: number;
  readonly output: number;
  /** Rows without tokens, which the ledger refuses. */
  readonly empty: number;
}

/** A CSV in the form of the public trace: many instants with several rows, identical rows among them. */
export function madeUpTrace(rows: number, seed: number): MadeUpTrace {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random.next() * bound);
  const lines = ['TIMESTAMP,ContextTokens,GeneratedTokens'];
  const sum = { rows: 0, input: 0, output: 0, empty: 0 };
  let clockMs = Date.UTC(2023, 10, 16, 18);
  for (let row = 0; row < rows; row += 1) {
    clockMs += below(3);
    const [input, output] = row % 997 === 500 ? [0, 0] : [1 + below(4), below(3)];
    const [day, time] = new Date(clockMs).toISOString().slice(0, -1).split('T');
    lines.push(`${day} ${time}0000,${input},${output}`);
    if (input + output === 0) sum.empty += 1;
    else {
      sum.rows += 1;
      sum.input += input;
      sum.output += output;
    }
  }
  return { csv: `${lines.join('\r\n')}\r\n`, ...sum };
}
