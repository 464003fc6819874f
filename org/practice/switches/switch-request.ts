import { z } from 'zod';
import { LIMITS, type NumberSwitchName } from './switches.js';

const number = (name: NumberSwitchName): z.ZodNumber => {
  const { least, most } = LIMITS[name];
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
};
const action = z.literal(true, 'expected true: it is done once');

/** The members of a `PATCH` of the switches: settings, and actions that are done at once. */
const switchRequest = z
  .strictObject({
    apiNonce: z.boolean('expected true or false'),
    clockShift: number('clockShift'),
    accessTokenLifetime: number('accessTokenLifetime'),
    tooManyRequests: number('tooManyRequests'),
    serverErrors: number('serverErrors'),
    delay: number('delay'),
    rotateNonce: action,
    forgetProofs: action,
    signOut: z.string('expected the login or the id of a user'),
  })
  .partial();

export type SwitchRequest = z.infer<typeof switchRequest>;

/**
 * Reads the body of a `PATCH`.
 *
 * @returns the request, or a sentence for each problem, with what was expected and what was sent
 */
export function readSwitchRequest(text: string): SwitchRequest | { problems: string[] } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problems: ['The body is no JSON. Expected an object such as {"apiNonce": true}.'] };
  }
  const result = switchRequest.safeParse(json);
  if (result.success) return result.data;
  const names = Object.keys(switchRequest.shape).join(', ');
  return {
    problems: result.error.issues.flatMap((issue) => {
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => `${describe(key)} is no switch. Expected some of ${names}.`);
      }
      const name = issue.path.join('.');
      if (name === '') return [`Expected an object such as {"apiNonce": true}, got ${describe(json)}.`];
      return [`${name}: ${issue.message}, got ${describe((json as Record<string, unknown>)[name])}.`];
    }),
  };
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value).slice(0, 50);
}
