/** How many rounds. The first ones warm up and are not counted. */
export interface Rounds {
  rounds: number;
  warmUp?: number;
}

/**
 * Measures several things in alternating rounds, so that whatever else happens on the machine happens to all of them. Each
 * round begins with another one.
 *
 * @returns what each measure returned, round by round
 */
export async function alternate<Name extends string, Result>(
  measures: Record<Name, () => Promise<Result>>,
  { rounds, warmUp = 1 }: Rounds,
): Promise<Record<Name, Result[]>> {
  const names = Object.keys(measures) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Name, Result[]>;
  for (let round = 0; round < warmUp + rounds; round++) {
    for (let index = 0; index < names.length; index++) {
      const name = names[(index + round) % names.length]!;
      const result = await measures[name]();
      if (round >= warmUp) results[name].push(result);
    }
  }
  return results;
}
