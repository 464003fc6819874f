import type { Answer } from './events.js';
import { ServiceError, type ServiceErrorCode } from './service-error.js';

/** What an answer says of why it is no success. */
interface Facts {
  status: number;
  /** Okta's `error` or `errorCode`. */
  code?: string;
  description?: string;
  /** The scope that a challenge asks for. */
  scope?: string;
}

/** What an explanation may speak of. */
export interface Asked {
  /** Such as `GET /api/v1/users`. */
  operation: string;
  orgUrl: string;
  clientId: string;
  scopes: readonly string[];
  dpop: boolean;
}

interface Explanation {
  /** Matched against `status code: description`. */
  said: RegExp;
  code?: ServiceErrorCode;
  title: string;
  remedy: string | ((asked: Asked, facts: Facts) => string);
}

const APP = 'Admin Console → Applications → the app';
const GENERAL = `${APP} → General`;

/** First match wins: from the exact to the general. The texts are Okta's. */
const EXPLANATIONS: Explanation[] = [
  {
    said: /consent_required/,
    title: 'None of the scopes is granted to the app.',
    remedy: ({ scopes }) => `${APP} → Okta API Scopes: grant ${scopes.join(', ')}.`,
  },
  {
    said: /self_scope_requested|\.self scopes/,
    title: 'A service has no self: the scopes that end in .self are for people.',
    remedy: 'Ask for the scope without .self, such as okta.users.read.',
  },
  {
    said: /invalid_scope/,
    title: 'The org does not take the scopes.',
    remedy: ({ scopes }) =>
      `Compare with Okta's list of scopes: ${scopes.join(', ')}. A service asks for okta.* scopes only.`,
  },
  {
    said: /does not have a JWKSet/,
    title: 'No public key is registered for the app.',
    remedy: `A new app has a client secret. ${GENERAL} → Client Credentials → Edit → Public key / Private key → Add key: paste what "keys show" prints, then Done, and after that Save. Without Save there is no key.`,
  },
  {
    said: /Client authentication failed/,
    title: 'The app is not set to authenticate by a key.',
    remedy: `${GENERAL} → Client Credentials → Edit: choose Public key / Private key, and Save. A client with a secret gets no okta.* scopes.`,
  },
  {
    said: /client_assertion signature is invalid|client_assertion JWT kid is invalid|signature algorithm is invalid.*client_assertion/,
    title: 'The key that is registered for the app is another one.',
    remedy: `${GENERAL} → Client Credentials → Public keys: compare with what "keys show" prints. An app with several keys needs a key file with the right "kid" (a JWK).`,
  },
  {
    said: /issuer claim for client_assertion|subject claim for client_assertion|Invalid value for 'client_id'/,
    title: 'The org knows no active app with this client ID.',
    remedy: ({ clientId, orgUrl }) =>
      `Compare ${clientId} with the Client ID on the General tab of the app, at ${orgUrl}.`,
  },
  {
    said: /application_type' of 'service'/,
    title: 'The app is no API Services app.',
    remedy: 'Admin Console → Applications → Create App Integration → API Services. Its kind cannot be changed later.',
  },
  {
    said: /client_assertion token has already been used/,
    title: 'The org has seen this assertion before.',
    remedy:
      'Each request has one of its own. If something between this machine and the org repeats requests, switch that off.',
  },
  {
    said: /DPoP proof JWT header is missing/,
    title: 'The app requires DPoP, and this request had no proof.',
    remedy: `Leave out --bearer. Or, to see the difference: ${GENERAL} → General Settings → Proof of possession: take the tick out.`,
  },
  {
    said: /requires a DPoP proof|must use the DPoP authentication scheme/,
    title: 'The access token is bound to a key, but was sent without a proof.',
    remedy: 'Leave out --bearer.',
  },
  {
    said: /proof JWT has already been used/,
    title: 'The org has seen this proof before.',
    remedy:
      'Each attempt has a proof of its own. If something between this machine and the org repeats requests, switch that off.',
  },
  {
    said: /invalid_dpop_proof/,
    title: 'The org refused the proof.',
    remedy:
      'Compare htm, htu, iat and ath with the request: run it again with --trace. At the local org, the System Log says what was expected.',
  },
  {
    said: /invalid_client/,
    title: 'The org refused the client.',
    remedy: 'Run "doctor": it checks the client ID, the keys and the clock one after another.',
  },
  {
    said: /insufficient_scope/,
    title: 'The access token lacks the scope for this.',
    remedy: (_, { scope }) => {
      const needed = scope?.replaceAll('.self', '') ?? 'the scope';
      return `Ask for ${needed} (OKTA_SCOPES or --scope), and grant it: ${APP} → Okta API Scopes.`;
    },
  },
  {
    said: /invalid_token/,
    code: 'ERR_TOKEN_ENDED',
    title: 'The org does not take the access token, nor the new one that was got instead.',
    remedy:
      'It may live too short a time for the way to the API, or was revoked. Run "token" to see how long it lives.',
  },
  {
    said: /E0000006/,
    title: 'The app may not do this: the scope is there, the admin role is not.',
    remedy: `${APP} → Admin roles → Edit assignments: give it a role that may, such as Read-only Administrator.`,
  },
  {
    said: /^404|E0000007|E0000008/,
    title: 'There is no such thing at the org.',
    remedy: ({ orgUrl }) => `Check the path and the ID. Asked was ${orgUrl}.`,
  },
  {
    said: /^400|E0000001|E0000031|E0000029/,
    title: 'The org does not understand the request.',
    remedy: 'Check the query or the body against the documentation of the endpoint.',
  },
];

/** What to do when the answer is not Okta's, or says nothing. */
export const ELSEWHERE =
  'Something between this machine and the org may have answered in its place, such as a proxy. Check OKTA_ORG_URL.';

/** What a wrong clock makes Okta say of assertions, proofs and tokens. */
const OF_TIME = /in the future|in the past|expired|before the current time|too far/;

/** From how many seconds on a clock is wrong. */
export const CLOCK_TOLERANCE = 30;

/**
 * Turns an answer that is no success into an error for people: what happened, in Okta's words, and what to do where.
 *
 * @param answer any with another status than 2xx
 */
export function refusal(answer: Answer, asked: Asked): ServiceError {
  const facts = readFacts(answer);
  const { status, code, description } = facts;
  const said = `${asked.operation} was answered with ${[status, code].filter(Boolean).join(' ')}${description ? `: ${description}` : ''}`;
  const error = (kind: ServiceErrorCode, title: string, remedy: string): ServiceError =>
    new ServiceError(kind, `${title}\n${said}`, remedy, { status, ...(code !== undefined && { error: code }) });

  if (status >= 300 && status < 400) {
    const target = (answer.headers.get('Location') ?? 'nowhere').slice(0, 200);
    return error(
      'ERR_REDIRECT',
      `The org redirects to ${target}. That is not followed: a proof and a token were on board.`,
      'Check OKTA_ORG_URL: the address of the org itself is expected.',
    );
  }
  if (status === 429) {
    return error(
      'ERR_RATE_LIMIT',
      'The rate limit of the org is used up.',
      'Wait a minute, and ask for less at a time.',
    );
  }
  if (status >= 500) return error('ERR_FAILED', 'The org has a problem of its own.', 'Try again later.');

  const { clockAhead = 0 } = answer;
  if (Math.abs(clockAhead) > CLOCK_TOLERANCE && OF_TIME.test(description ?? '')) {
    return error(
      'ERR_CLOCK',
      `The clock of this machine is ${clockDifference(clockAhead)} the org's.`,
      'Set the time of this machine automatically. Proofs and assertions carry it, and are good for five minutes.',
    );
  }
  if (code === undefined && isPage(answer)) {
    return error('ERR_ANSWER', "The answer is a page, not one of Okta's API.", ELSEWHERE);
  }
  const found = EXPLANATIONS.find((one) => one.said.test(`${status} ${code ?? ''}: ${description ?? ''}`));
  if (!found) return error('ERR_REFUSED', 'The org refused the request.', ELSEWHERE);
  const { title, remedy } = found;
  return error(found.code ?? 'ERR_REFUSED', title, typeof remedy === 'string' ? remedy : remedy(asked, facts));
}

/** Such as `600 s behind`. */
export function clockDifference(ahead: number): string {
  return `${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'}`;
}

/** Whether an answer says that the access token is no longer good (RFC 6750 section 3.1). */
export function isInvalidToken(answer: Answer): boolean {
  return answer.status === 401 && readFacts(answer).code === 'invalid_token';
}

/** Reads `WWW-Authenticate` first, since Okta's API says proof errors there alone; else the two forms of its JSON. */
function readFacts({ status, headers, body }: Answer): Facts {
  const challenge = parametersOf(headers.get('WWW-Authenticate') ?? '');
  const said = readObject(body);
  const code = challenge['error'] ?? said['error'] ?? said['errorCode'];
  const causes = Array.isArray(said['errorCauses']) ? (said['errorCauses'] as { errorSummary?: unknown }[]) : [];
  const summary = [said['errorSummary'], ...causes.map((cause) => cause.errorSummary)].filter(
    (one) => typeof one === 'string',
  );
  const description = challenge['error_description'] ?? said['error_description'] ?? summary.join(' ');
  return {
    status,
    ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    ...(typeof description === 'string' && description && { description: description.slice(0, 500) }),
    ...(challenge['scope'] && { scope: challenge['scope'] }),
  };
}

/** The parameters of a challenge (RFC 9110 section 11.6.1). */
function parametersOf(challenge: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [, name, quoted, token] of challenge.matchAll(/([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    parameters[name!.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token!;
  }
  return parameters;
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function isPage({ headers, body }: Answer): boolean {
  return /html/i.test(headers.get('Content-Type') ?? '') || /^\s*<(!doctype|html)/i.test(body);
}
