import type Koa from 'koa';
import { CHECKS } from '../../dpop/checks/table.js';
import type { OrgContext } from '../context.js';
import { readBody } from '../http/body.js';
import { practiceEndpoint, Refusal } from './own-machine.js';
import { signOutEverywhere } from '../tokens/grants.js';
import { z } from 'zod';
import { LIMITS, type NumberSwitchName } from './switches/switches.js';

/**
 * The switches for programs: `GET` shows them, `PATCH` sets some, `DELETE` sets all back to normal. Each answers with the
 * settings that result. Not under `/api/v1`, since Okta does not have it.
 */
export function practiceSwitches(context: OrgContext): Koa.Middleware {
  const { origin, switches } = context;
  const endpoint = {
    origin,
    path: /^\/practice\/v1\/switches$/,
    subject: 'The switches',
    methods: ['GET', 'HEAD', 'PATCH', 'DELETE'],
  };

  return practiceEndpoint(endpoint, async (ctx) => {
    if (ctx.method === 'DELETE') switches.reset();
    if (ctx.method === 'PATCH') {
      const request = readSwitchRequest((await readBody(ctx)).toString('utf8'));
      const problems = 'problems' in request ? request.problems : apply(request);
      if (problems) throw new Refusal(400, ...problems);
    }
    return switches.settings;
  });

  /** Does everything or, when there is a problem, nothing. Returns the problems. */
  function apply({ rotateNonce, forgetProofs, signOut, ...settings }: SwitchRequest): string[] | undefined {
    const user = signOut === undefined ? undefined : context.directory.user(signOut);
    if (signOut !== undefined && !user) return ['signOut: there is no user with this login or id.'];
    switches.set(settings);
    if (rotateNonce) context.nonces.rotate();
    if (forgetProofs) context.replays.clear();
    if (user) signOutEverywhere(context.state, user.id);
    return undefined;
  }
}

const number = (name: NumberSwitchName): z.ZodNumber => {
  const { least, most } = LIMITS[name];
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.int(expected).min(least, expected).max(most, expected);
};
const CHECK_NAMES = CHECKS.map(({ name }) => name);
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
    serverTiming: z.boolean('expected true or false'),
    ignoredCheck: z.enum(CHECK_NAMES, `expected null or one of ${CHECK_NAMES.join(', ')}`).nullable(),
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
