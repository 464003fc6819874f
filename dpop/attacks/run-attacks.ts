import { DPoPError } from '../errors.js';
import { isSuccess, type Answer } from './answer.js';
import type { Attack, AttackFacts } from './attack.js';
import { methodOf, requestWith, withBody, type AttackRequest, type Change } from './change.js';
import type { Loot } from './loot.js';

/**
 * What came of an attack, judged by the answer to it and the answer to its twin. `no defence`: it got through, and DPoP
 * promises nothing else.
 */
export type Outcome = 'stopped' | 'got through' | 'no defence' | 'not applicable' | 'could not tell';

/** What was sent, and what came of it. */
export interface Attempt {
  outcome: Outcome;
  /** Why, where the outcome needs a reason. */
  reason?: string;
  /** The last request that was sent. */
  request?: AttackRequest;
  /** Left out: the server closed the connection, or nothing was sent. */
  answer?: Answer;
  /** What stopped it: a check, where the server tells, else its answer. */
  stoppedBy?: string;
}

export interface AttackResult extends Attempt {
  attack: AttackFacts;
  /** Status of the twin's answer. */
  twin?: number;
  /** The same with a bearer token. Left out: there is none, or the attack is one on a proof. */
  bearer?: Attempt;
}

/** What the runner needs of the world. */
export interface Surroundings {
  /** @returns undefined when the server closes the connection in the place of an answer */
  send: (request: AttackRequest) => Promise<Answer | undefined>;
  /** Which check the server stopped a request at; left out: the server does not tell. */
  checkThatStopped?: (answer: Answer) => Promise<string | undefined>;
}

/** Thrown by {@link runAttacks}: the client's own request is refused, so nothing could be told about an attack. */
export class OwnRequestRefusedError extends DPoPError {
  readonly code = 'ERR_OWN_REQUEST_REFUSED';
  override readonly name = 'OwnRequestRefusedError';

  /** @param answer undefined: the server closed the connection */
  constructor(loot: Loot, answer: Answer | undefined) {
    const challenge = answer?.headers['www-authenticate'];
    super(
      `${methodOf(loot)} ${loot.resource.href} was answered with ${answer?.status ?? 'a closed connection'}, although token and proof are those of the client. Expected 2xx, since attacks are compared with a request that succeeds. ${typeof challenge === 'string' ? challenge : ''}`.trim(),
    );
  }
}

/** How a client without DPoP sends its token (RFC 6750 section 2.1). */
export const AS_BEARER: Change = { authorization: (token) => [`Bearer ${token}`], proofs: () => [] };

/**
 * Runs attacks one after the other. Each result is there as soon as it is known. Where the loot has a bearer token, each
 * attack that is possible with one is tried with it, too.
 *
 * @param loot its nonce is replaced by the newest one that the server gives out (RFC 9449 section 9)
 * @throws OwnRequestRefusedError
 */
export async function* runAttacks(
  attacks: readonly Attack[],
  loot: Loot,
  surroundings: Surroundings,
): AsyncGenerator<AttackResult> {
  const current = { ...loot };
  const send: Surroundings['send'] = async (request) => {
    const answer = await surroundings.send(request);
    const nonce = answer?.headers['dpop-nonce'];
    if (typeof nonce === 'string') current.nonce = nonce;
    return answer;
  };
  let own = await send(await requestWith(current));
  // A resource server asks for its nonce with 401, a token endpoint with 400.
  if (own && [400, 401].includes(own.status) && current.nonce !== loot.nonce)
    own = await send(await requestWith(current));
  if (!own || !isSuccess(own)) throw new OwnRequestRefusedError(loot, own);

  for (const attack of attacks) {
    const result = await runAttack(attack, current, { ...surroundings, send });
    const bearer = await runWithBearer(attack, current, { ...surroundings, send });
    yield bearer ? { ...result, bearer } : result;
  }
}

async function runAttack(attack: Attack, loot: Loot, surroundings: Surroundings): Promise<AttackResult> {
  if (attack.needs && loot[attack.needs] === undefined) {
    return { attack, outcome: 'not applicable', reason: NOT_APPLICABLE[attack.needs] ?? 'The loot lacks it.' };
  }
  try {
    const twin = await surroundings.send(await requestWith(loot, attack.twin));
    if (!twin || !isSuccess(twin)) {
      const what = twin ? `answered with ${twin.status}, too` : 'not answered, either';
      const status = twin && { twin: twin.status };
      return { attack, outcome: 'could not tell', reason: `Its twin, which is right, was ${what}.`, ...status };
    }
    const attempt = await tried(attack, await requestWith(loot, attack.change), loot, surroundings);
    return { attack, twin: twin.status, ...attempt };
  } catch (error) {
    return { attack, outcome: 'could not tell', reason: (error as Error).message };
  }
}

/** A bearer token is its own proof, so that only its plain use is left of some attacks. */
async function runWithBearer(
  attack: Attack,
  loot: Loot,
  surroundings: Surroundings,
): Promise<AttackResult['bearer'] | undefined> {
  if (!attack.bearer || loot.bearerToken === undefined) return undefined;
  if (attack.needs && loot[attack.needs] === undefined) return undefined;
  try {
    const request = await requestWith({ ...loot, accessToken: loot.bearerToken }, { ...AS_BEARER, ...attack.bearer });
    const attempt = await tried(attack, request, loot, surroundings);
    // What DPoP does not promise, no bearer token does.
    return attempt.outcome === 'no defence' ? { ...attempt, outcome: 'got through' } : attempt;
  } catch (error) {
    return { outcome: 'could not tell', reason: (error as Error).message };
  }
}

async function tried(
  attack: Attack,
  request: AttackRequest,
  { grant }: Loot,
  { send, checkThatStopped }: Surroundings,
): Promise<Attempt> {
  // The second one of two has the same proof. An assertion in its form would be a replay of its own.
  const second = attack.repeats && grant ? withBody(request, await grant()) : request;
  const answer = await sendAttack(attack, [request, second], send);
  if (!answer) return { request, outcome: 'stopped', stoppedBy: 'a closed connection' };
  const { status } = answer;
  if (isSuccess(answer)) {
    return { request, answer, outcome: attack.stoppedBy === 'nothing' ? 'no defence' : 'got through' };
  }
  if (status === 429 || status >= 500) {
    const reason = `The answer was ${status}, which says nothing about the attack.`;
    return { request, answer, outcome: 'could not tell', reason };
  }
  const stoppedBy = (await checkThatStopped?.(answer)) ?? `HTTP ${status}`;
  return { request, answer, outcome: 'stopped', stoppedBy };
}

/** Sends the request of an attack. Of two equal ones the better answer counts for the thief: only one may succeed. */
async function sendAttack(
  { repeats }: Attack,
  [request, second]: [AttackRequest, AttackRequest],
  send: Surroundings['send'],
): Promise<Answer | undefined> {
  if (!repeats) return send(request);
  if (repeats === 'once') {
    const first = await send(request);
    if (!first || !isSuccess(first)) {
      throw new Error(`The first of two equal requests was answered with ${first?.status ?? 'a closed connection'}.`);
    }
    return send(second);
  }
  const answers = await Promise.all([send(request), send(second)]);
  if (!answers.some((answer) => answer && isSuccess(answer))) throw new Error('Both requests were refused.');
  return answers.find((answer) => !answer || !isSuccess(answer)) ?? answers[1];
}

const NOT_APPLICABLE: Partial<Record<keyof Loot, string>> = {
  nonce: 'The server asks for no nonce.',
  idToken: 'There is no ID token.',
  bearerToken: 'There is no token that is bound to no key.',
  post: 'There is no address for a POST that changes nothing.',
};
