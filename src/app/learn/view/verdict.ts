import type { RetryReason } from '../../auth';
import type { Exchange } from '../record/entry';

/**
 * What became of an attempt: `asked` for more (a nonce, another token, a wait), `stopped` for good, or `lost` without an
 * answer that the page may see.
 */
export type State = 'pending' | 'held' | 'ok' | 'moved' | 'asked' | 'stopped' | 'lost';

export interface Verdict {
  state: State;
  /** On the arrow. */
  word: string;
  /** In a few words, to begin with. */
  title: string;
  /** One sentence or two. */
  sentence: string;
}

/** The parameters of a challenge (RFC 9110 section 11.6.1). */
export function parseChallenge(challenge: string): { scheme: string; parameters: [name: string, value: string][] } {
  const [scheme = ''] = challenge.split(' ', 1);
  const pairs = challenge.matchAll(/([\w-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g);
  return {
    scheme,
    parameters: [...pairs].map(([, name, quoted, token]) => [name!, quoted?.replace(/\\(.)/g, '$1') ?? token!]),
  };
}

const valueOf = (challenge: string | undefined, name: string): string | undefined =>
  challenge === undefined ? undefined : parseChallenge(challenge).parameters.find(([each]) => each === name)?.[1];

/** @param next the next attempt of the same call, if there is one */
export function verdictOf(exchange: Exchange, next?: Exchange): Verdict {
  const { answer, fault, held, lane, proof } = exchange;
  const again = proof ? 'with a new proof' : 'as it was';
  const server = lane === 'auth' ? 'The authorization server' : 'The API';
  if (held) {
    const sentence = 'Step mode holds it. There is no proof yet: it is made when you continue, so that it is fresh.';
    return { state: 'held', word: 'held', title: 'Held', sentence };
  }
  if (fault?.message === 'cancelled by the app') {
    const sentence = 'The view was left, or asked for something else meanwhile.';
    return { state: 'moved', word: 'cancelled', title: 'Cancelled by the app.', sentence };
  }
  if (fault) {
    return {
      state: 'lost',
      word: 'no answer',
      title: 'No answer.',
      sentence: `The browser says: “${fault.message}”. ${
        next ? `It was sent again ${again}.` : 'It hides from a page whether the server got the request.'
      }`,
    };
  }
  if (!answer) return { state: 'pending', word: '', title: 'Under way.', sentence: 'There is no answer yet.' };

  const { status, challenge, error } = answer;
  const code = error ?? valueOf(challenge, 'error') ?? '';
  const said = valueOf(challenge, 'error_description');
  if (status < 300) {
    const sentence = proof
      ? exchange.token
        ? 'The proof is by the key that the token names, for this method and this address.'
        : 'The proof tells the authorization server which key to bind the token to.'
      : exchange.token
        ? 'A bearer token needs no proof: whoever holds it could have sent this.'
        : 'This request needs no proof.';
    return { state: 'ok', word: '', title: 'Answered.', sentence };
  }
  if (status < 400) {
    return { state: 'moved', word: 'redirect', title: 'Sent on.', sentence: `${server} names another address.` };
  }
  if (code === 'use_dpop_nonce') {
    const sentence = next
      ? 'It handed one over, and the next attempt carries it in a new proof.'
      : 'It handed one over, but there was no further attempt.';
    return { state: 'asked', word: code, title: `${server} asked for its nonce.`, sentence };
  }
  if (status === 401 && next) {
    const sentence = 'The app renewed the token with its refresh token and the same key, and tried again.';
    return { state: 'asked', word: code || '401', title: `${server} asked for another token.`, sentence };
  }
  if (status === 429 || status >= 500) {
    const what = status === 429 ? 'asked to slow down' : 'is busy';
    const sentence = next ? `The app waited, and tried again ${again}.` : 'There was no further attempt.';
    return { state: 'asked', word: code || String(status), title: `${server} ${what}.`, sentence };
  }
  if (said?.includes('already been used')) {
    const sentence = next ? 'The app sent it again with a new proof.' : 'A proof passes once.';
    return { state: 'stopped', word: 'already been used', title: `${server} has seen this proof before.`, sentence };
  }
  const sentence = said
    ? `It says: “${said}”`
    : `Its answer has the status ${status}${code ? ` and the code ${code}` : ''}.`;
  return { state: 'stopped', word: code || String(status), title: `${server} stopped the request.`, sentence };
}

/** Why an attempt was made. */
export const REASONS: Record<RetryReason, string> = {
  'nonce': 'with the nonce that the server asked for',
  'token': 'with a renewed token',
  'replay': 'since the proof had been used',
  'rate-limit': 'after the wait that the server asked for',
  'server-error': 'after a pause, since the server was busy',
  'network': 'after a pause, since there was no answer',
};
