import { CliError } from '../cli/cli-error.js';
import type { Attack } from '../dpop/attacks/attack.js';
import { requestWith, type AttackRequest } from '../dpop/attacks/change.js';
import type { Loot } from '../dpop/attacks/loot.js';
import type { Answer } from './send.js';

/** What came of an attack, judged by the answer to it and the answer to its twin. */
export type Outcome = 'stopped' | 'got through' | 'not applicable' | 'could not tell';

export interface AttackResult {
  attack: Attack;
  outcome: Outcome;
  /** Why, where the outcome needs a reason. */
  reason?: string;
  /** The request of the attack: the last one that was sent. */
  request?: AttackRequest;
  answer?: Answer;
  /** Status of the twin's answer. */
  twin?: number;
  /** What stopped it: a check, where the server tells, else its answer. */
  stoppedBy?: string;
}

/** What the runner needs of the world. */
export interface Surroundings {
  send: (request: AttackRequest) => Promise<Answer>;
  /** Which check the server stopped a request at; left out: the server does not tell. */
  checkThatStopped?: (answer: Answer) => Promise<string | undefined>;
}

/**
 * Runs attacks one after the other. Each result is there as soon as it is known.
 *
 * @param loot its nonce is replaced by the newest one that the server gives out (RFC 9449 section 9)
 * @throws CliError when the client's own request is refused, since then nothing could be told about an attack
 */
export async function* runAttacks(
  attacks: readonly Attack[],
  loot: Loot,
  surroundings: Surroundings,
): AsyncGenerator<AttackResult> {
  const current = { ...loot };
  const send = async (request: AttackRequest): Promise<Answer> => {
    const answer = await surroundings.send(request);
    const nonce = answer.headers['dpop-nonce'];
    if (typeof nonce === 'string') current.nonce = nonce;
    return answer;
  };
  let own = await send(await requestWith(current));
  if (own.status === 401 && current.nonce !== loot.nonce) own = await send(await requestWith(current));
  if (!isSuccess(own.status)) {
    throw new CliError(
      'ERR_REFUSED',
      `GET ${loot.resource.href} was answered with ${own.status}, although token and proof are those of the client. Expected 2xx, since attacks are compared with a request that succeeds. ${own.headers['www-authenticate'] ?? ''}`.trim(),
    );
  }
  for (const attack of attacks) yield await runAttack(attack, current, { ...surroundings, send });
}

async function runAttack(attack: Attack, loot: Loot, { send, checkThatStopped }: Surroundings): Promise<AttackResult> {
  if (attack.needs && loot[attack.needs] === undefined) {
    return { attack, outcome: 'not applicable', reason: NOT_APPLICABLE[attack.needs] ?? 'The loot lacks it.' };
  }
  try {
    const twin = (await send(await requestWith(loot, attack.twin))).status;
    const request = await requestWith(loot, attack.change);
    const answer = await sendAttack(attack, request, send).catch(closedConnection);
    const judged = { attack, request, twin, ...(answer && { answer }), ...judge(answer?.status, twin) };
    if (judged.outcome !== 'stopped') return judged;
    if (!answer) return { ...judged, stoppedBy: 'a closed connection' };
    return { ...judged, stoppedBy: (await checkThatStopped?.(answer)) ?? `HTTP ${answer.status}` };
  } catch (error) {
    return { attack, outcome: 'could not tell', reason: (error as Error).message };
  }
}

/** A server may close the connection instead of an answer, or before all of a long request was sent. */
function closedConnection(error: unknown): undefined {
  if (!['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
}

/** Sends the request of an attack. Of two equal ones the better answer counts for the thief: only one may succeed. */
async function sendAttack({ repeats }: Attack, request: AttackRequest, send: Surroundings['send']): Promise<Answer> {
  if (!repeats) return send(request);
  if (repeats === 'once') {
    const first = await send(request);
    if (!isSuccess(first.status)) throw new Error(`The first of two equal requests was answered with ${first.status}.`);
    return send(request);
  }
  const answers = await Promise.all([send(request), send(request)]);
  const refused = answers.find(({ status }) => !isSuccess(status));
  if (!answers.some(({ status }) => isSuccess(status))) throw new Error('Both requests were refused.');
  return refused ?? answers[1];
}

/** @param status undefined: the server closed the connection */
function judge(status: number | undefined, twin: number): Pick<AttackResult, 'outcome' | 'reason'> {
  if (!isSuccess(twin)) {
    return { outcome: 'could not tell', reason: `Its twin, which is right, was answered with ${twin}, too.` };
  }
  if (status === undefined) return { outcome: 'stopped' };
  if (isSuccess(status)) return { outcome: 'got through' };
  if (status === 429 || status >= 500) {
    return { outcome: 'could not tell', reason: `The answer was ${status}, which says nothing about the attack.` };
  }
  return { outcome: 'stopped' };
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

const NOT_APPLICABLE: Partial<Record<keyof Loot, string>> = {
  nonce: 'The server asks for no nonce.',
  idToken: 'There is no ID token.',
  bearerToken: 'There is no token that is bound to no key.',
};
