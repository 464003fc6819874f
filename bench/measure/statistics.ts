/** The value below which a part of the values lies, from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (below === undefined || above === undefined) throw new Error('There are no values.');
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The ratio of each round: noise that comes to both of them in a round cancels out. */
export function ratios(values: readonly number[], to: readonly number[]): number[] {
  return values.slice(0, to.length).map((value, round) => value / to[round]!);
}

/** By which power of `x` a cost grows between two points: 1 is linear, 0 does not grow. */
export function exponent(from: { x: number; y: number }, to: { x: number; y: number }): number {
  return Math.log(to.y / from.y) / Math.log(to.x / from.x);
}
