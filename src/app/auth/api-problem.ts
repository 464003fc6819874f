import { ExplainedError, readOktaError, type OktaError, type Problem } from './problem';

interface Explanation {
  when: (error: OktaError) => boolean;
  title: string;
  remedy: string | ((error: OktaError) => string);
  signIn?: boolean;
}

const says = (text: RegExp) => (error: OktaError) => text.test(error.description ?? '');
const is = (code: string) => (error: OktaError) => error.code === code;

/** First match wins: from the exact to the general. */
const EXPLANATIONS: Explanation[] = [
  {
    when: (error) => error.status === 0 && !navigator.onLine,
    title: 'This device is offline',
    remedy: 'Nothing was lost. Try again when it is connected.',
  },
  {
    when: (error) => error.status === 0,
    title: 'The org did not answer',
    remedy:
      'Check that it runs and that this page may reach it. A redirect is refused on purpose: it would carry the proof elsewhere.',
  },
  {
    when: says(/^Unable to set storage/),
    title: 'The storage of this browser is full',
    remedy: 'Delete data of this site, or of others, then try again.',
  },
  {
    when: says(/token mismatch/),
    title: 'The answer is about somebody else',
    remedy: 'It was dropped, since its “sub” is not that of your ID token. Sign in again.',
    signIn: true,
  },
  {
    when: says(/requires a DPoP proof|must use the DPoP authentication scheme/),
    title: 'The token is bound to a key, but was sent as a bearer token',
    remedy: 'Set "dpop": true in okta.config.json, then sign in again.',
    signIn: true,
  },
  {
    when: says(/already been used/),
    title: 'The org has seen this proof before',
    remedy:
      'Each attempt needs a proof of its own. If something between page and org repeats requests, switch that off.',
  },
  {
    when: is('use_dpop_nonce'),
    title: 'The org asks for a nonce again and again',
    remedy: 'Try again. If it stays, the answer hides its DPoP-Nonce header from the page (CORS).',
  },
  {
    when: is('invalid_dpop_proof'),
    title: 'The org refused the proof',
    remedy: 'Compare htm, htu, iat and ath in the DPoP request header with the request that was sent.',
  },
  {
    when: is('invalid_token'),
    title: 'The access token is no longer good',
    remedy: 'Sign in again.',
    signIn: true,
  },
  {
    when: is('insufficient_scope'),
    title: 'The access token lacks a scope',
    remedy: ({ scope }) =>
      `Grant ${scope ?? 'the scope'} to the app in the Admin Console (Okta API Scopes), add it to "scopes" in okta.config.json, sign in again.`,
    signIn: true,
  },
  {
    when: is('E0000006'),
    title: 'Your account may not do this',
    remedy: 'The scope is there, the admin role is not. Ask an administrator for a role that can read this.',
  },
  {
    when: (error) => error.status === 401 || error.code === 'E0000005',
    title: 'You are not signed in',
    remedy: 'Sign in again.',
    signIn: true,
  },
  {
    when: (error) => error.status === 429,
    title: 'Too many requests',
    remedy: 'Wait a minute: Okta counts requests in windows of 60 seconds. Then try again.',
  },
  {
    when: (error) => error.status === 200,
    title: 'The answer is not from the org’s API',
    remedy:
      'Something between page and org, such as a proxy, answered in its place. Look at the answer in the Network panel.',
  },
  {
    when: (error) => (error.status ?? 0) >= 500,
    title: 'The org has a problem of its own',
    remedy: 'Try again in a moment.',
  },
];

/**
 * Explains a failed call of the API or of userinfo.
 *
 * @param error what HttpClient or okta-auth-js threw
 */
export function explainApiError(error: unknown): Problem {
  if (error instanceof ExplainedError) return error.problem;
  const facts = readOktaError(error);
  const found = EXPLANATIONS.find(({ when }) => when(facts));
  const { title = 'The request failed', remedy = 'Try again. If it stays, look at the answer in the Network panel.' } =
    found ?? {};
  return {
    title,
    detail:
      facts.description ?? (facts.status ? `The org answered with status ${facts.status}.` : 'There was no answer.'),
    remedy: typeof remedy === 'string' ? remedy : remedy(facts),
    ...(facts.code && { code: facts.code }),
    ...(facts.status && { status: facts.status }),
    ...(found?.signIn && { signIn: true }),
  };
}
