/**
 * Somebody who adds and takes off everything that they are told. Each answer is a row of coefficients: how often it counts
 * each thing that is to stay unknown. What can be known from answers is what their rows span; told by remainders of a
 * prime, which is as good as exact.
 */

/** Small enough that a product of two remainders is exact in a double. */
const PRIME = 94_906_247;
function inverse(value: number): number {
  let [result, base, power] = [1, value, PRIME - 2];
  for (; power > 0; power = Math.floor(power / 2)) {
    if (power % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** As many of the answers as are needed to tell all of them. */
export function independent(answers: readonly (readonly number[])[]): number[][] {
  const basis: { readonly pivot: number; readonly row: number[] }[] = [];
  for (const answer of answers) {
    const row = [...answer];
    for (const { pivot, row: known } of basis) {
      const factor = row[pivot]!;
      if (factor === 0) continue;
      for (let i = 0; i < row.length; i++) row[i] = (((row[i]! - factor * known[i]!) % PRIME) + PRIME) % PRIME;
    }
    const pivot = row.findIndex((value) => value !== 0);
    if (pivot < 0) continue;
    const scale = inverse(row[pivot]!);
    basis.push({ pivot, row: row.map((value) => (value * scale) % PRIME) });
  }
  return basis.map(({ row }) => row);
}

/**
 * Whether something is known of some things alone: exactly if some combination of answers cancels on all others and not on
 * them, so if there are fewer independent answers once they are struck out.
 * @param known independent answers
 * @param mine which things
 */
export function isolates(known: readonly (readonly number[])[], mine: readonly boolean[]): boolean {
  return independent(known.map((row) => row.filter((_, i) => mine[i] !== true))).length < known.length;
}
