import type { HttpResponse } from '../events.js';
import { parseJsonObject } from '../json/parse-json.js';
import type { Secrets } from '../secrets.js';
import { ServiceError, type ServiceErrorCode } from './service-error.js';

/** The request that a response belongs to, as far as error messages mention it. */
export interface RequestSummary {
  /** Such as `GET /api/v1/users`. */
  operation: string;
  orgUrl: string;
  clientId: string;
  scopes: readonly string[];
  /** Struck out of what the response says. */
  secrets: Secrets;
}

/** What a response says about its failure. */
interface ErrorFields {
  status: number;
  /** Okta's `error` or `errorCode`. */
  code?: string;
  description?: string;
  /** The scope in a challenge. */
  scope?: string;
  /** The whole challenge. */
  challenge?: string;
}

interface Explanation {
  /** Matched against `status code: description`. */
  pattern: RegExp;
  /** Default: `ERR_REFUSED`. */
  code?: ServiceErrorCode;
  title: string;
  remedy: string | ((request: RequestSummary, fields: ErrorFields) => string);
}

const APP = 'Admin Console → Applications → the app';
const GENERAL = `${APP} → General`;

/** The first match applies, so that specific patterns come before general ones. The patterns match Okta's texts. */
const EXPLANATIONS: Explanation[] = [
  {
    pattern: /consent_required/,
    title: 'None of the requested scopes is granted to the app.',
    remedy: ({ scopes }) => `${APP} → Okta API Scopes: grant ${scopes.join(', ')}.`,
  },
  {
    pattern: /self_scope_requested|\.self scopes/,
    title: 'Scopes that end in .self are for signed-in users. A service has no user.',
    remedy: 'Request the scope without .self, such as okta.users.read.',
  },
  {
    pattern: /invalid_scope/,
    title: 'The org rejected the requested scopes.',
    remedy: ({ scopes }) =>
      `Compare ${scopes.join(', ')} with Okta's list of scopes. A service can request okta.* scopes only.`,
  },
  {
    pattern: /does not have a JWKSet/,
    title: 'No public key is registered for the app.',
    remedy: `A new app has a client secret instead. ${GENERAL} → Client Credentials → Edit → Public key / Private key → Add key: paste the client key that "keys show" prints, choose Done, then Save. The key is not registered until you save.`,
  },
  {
    pattern: /Client authentication failed/,
    title: 'The app is not set to authenticate with a key.',
    remedy: `${GENERAL} → Client Credentials → Edit: choose Public key / Private key, then Save. A client with a secret gets no okta.* scopes.`,
  },
  {
    pattern:
      /client_assertion signature is invalid|client_assertion JWT kid is invalid|signature algorithm is invalid.*client_assertion/,
    title: 'The assertion is not signed with a key that is registered for the app.',
    remedy: `${GENERAL} → Client Credentials → Public keys: compare them with the client key that "keys show" prints. For an app with several keys, the key needs a "kid": in the JWK, or in OKTA_CC_KEY_ID for a PEM file.`,
  },
  {
    pattern: /issuer claim for client_assertion|subject claim for client_assertion|Invalid value for 'client_id'/,
    title: 'The org has no active app with this client ID.',
    remedy: ({ clientId, orgUrl }) =>
      `Compare ${clientId} with the Client ID on the General tab of the app at ${orgUrl}.`,
  },
  {
    pattern: /application_type' of 'service'/,
    title: 'The app is not an API Services app.',
    remedy:
      'Create one: Admin Console → Applications → Create App Integration → API Services. The type of an existing app cannot be changed.',
  },
  {
    pattern: /client_assertion token has already been used/,
    title: 'The org has received this assertion before.',
    remedy:
      'Each request has a new assertion. Check whether a proxy between this machine and the org repeats requests.',
  },
  {
    pattern: /DPoP proof JWT header is missing/,
    title: 'The app requires DPoP, but the request had no proof.',
    remedy: `Leave out --bearer. To try bearer tokens with this app: ${GENERAL} → General Settings → Proof of possession: clear the checkbox.`,
  },
  {
    pattern: /requires a DPoP proof|must use the DPoP authentication scheme/,
    title: 'The access token is bound to a key, but was sent without a proof.',
    remedy:
      'Leave out --no-proof. If it was not given, a proxy between this machine and the org may have changed the headers.',
  },
  {
    pattern: /proof JWT has already been used/,
    title: 'The org has received this proof before.',
    remedy: 'Each request has a new proof. Check whether a proxy between this machine and the org repeats requests.',
  },
  {
    pattern: /invalid_dpop_proof/,
    title: 'The org rejected the proof.',
    remedy:
      'Run the command again with --trace, and compare htm, htu, iat and ath with the request. The System Log of the local org shows what it expected.',
  },
  {
    pattern: /invalid_client/,
    title: 'The org rejected the client.',
    remedy: 'Run "doctor": it checks the client ID, the keys and the clock.',
  },
  {
    pattern: /insufficient_scope/,
    title: 'The access token lacks the scope for this request.',
    remedy: (_, { scope }) => {
      const needed = scope?.replaceAll('.self', '') ?? 'the scope of the endpoint';
      return `Request ${needed} (OKTA_SCOPES or --scope), and grant it to the app: ${APP} → Okta API Scopes.`;
    },
  },
  {
    pattern: /invalid_token/,
    code: 'ERR_TOKEN_ENDED',
    title: 'The org rejected the access token, and then the new one that replaced it.',
    remedy: 'The tokens may expire before they reach the API, or are revoked. Run "token" to see their lifetime.',
  },
  {
    pattern: /E0000006/,
    title: 'The app has the scope for this request, but no admin role that allows it.',
    remedy: `${APP} → Admin roles → Edit assignments: assign a role such as Read-only Administrator.`,
  },
  {
    pattern: /^404|E0000007|E0000008/,
    title: 'The org has no such resource or endpoint.',
    remedy: ({ orgUrl }) => `Check the path and the ID. The request went to ${orgUrl}.`,
  },
  {
    pattern: /^400|E0000001|E0000031|E0000029/,
    title: 'The request is not valid.',
    remedy: "Compare the query and the body with Okta's documentation of the endpoint.",
  },
];

/** What to do about a response that does not look like Okta's. */
export const PROXY_REMEDY = 'The response may come from a proxy or another server. Check OKTA_ORG_URL.';

/** Okta's texts about assertions, proofs and tokens that can result from a wrong clock. */
const TIME_ERRORS = /in the future|in the past|expired|before the current time|too far/;

/** Seconds by which the clocks may differ. Okta's own limit for proofs is larger. */
export const CLOCK_TOLERANCE = 30;

export const CLOCK_REMEDY =
  'Synchronize the clock of this machine. Proofs and assertions contain its time, and are valid for five minutes.';

/**
 * Converts an unsuccessful response into an error: what happened, Okta's own words, and what to do about it.
 *
 * @param response any status but 2xx
 */
export function responseError(response: HttpResponse, request: RequestSummary): ServiceError {
  const fields = readErrorFields(response, request.secrets);
  const { status, code, description, challenge } = fields;
  const statusAndCode = code === undefined ? status : `${status} ${code}`;
  const detail = `${request.operation} returned ${statusAndCode}${description === undefined ? '' : `: ${description}`}`;
  const error = (errorCode: ServiceErrorCode, title: string, remedy: string): ServiceError =>
    new ServiceError(errorCode, `${title}\n${detail}`, remedy, {
      status,
      ...(code !== undefined && { error: code }),
      ...(challenge !== undefined && { challenge }),
    });

  if (status === 304) {
    return error(
      'ERR_REFUSED',
      'The resource has not changed.',
      'For the resource itself, send the request without If-None-Match and If-Modified-Since.',
    );
  }
  const location = response.headers.get('Location');
  if (status >= 300 && status < 400 && location !== null) {
    const target = request.secrets.hide(location).slice(0, 200);
    return error(
      'ERR_REDIRECT',
      `The org redirected to ${target}. Redirects are not followed, since the request contains credentials.`,
      'Set OKTA_ORG_URL to the address of the org itself.',
    );
  }
  if (status === 429) {
    return error(
      'ERR_RATE_LIMIT',
      'The rate limit of the org is exceeded.',
      'Wait a minute, then send fewer requests at a time.',
    );
  }
  if (status >= 500) return error('ERR_FAILED', 'The org has an internal error.', 'Try again later.');

  const { clockAhead = 0 } = response;
  if (Math.abs(clockAhead) > CLOCK_TOLERANCE && TIME_ERRORS.test(description ?? '')) {
    const difference = describeClockDifference(clockAhead);
    return error('ERR_CLOCK', `The clock of this machine is ${difference} the org's.`, CLOCK_REMEDY);
  }
  if (code === undefined && isHtml(response)) {
    return error('ERR_ANSWER', "The response is an HTML page. Expected JSON of Okta's API.", PROXY_REMEDY);
  }
  const text = `${status} ${code ?? ''}: ${description ?? ''}`;
  const explanation = EXPLANATIONS.find(({ pattern }) => pattern.test(text));
  if (!explanation) return error('ERR_REFUSED', 'The org refused the request.', PROXY_REMEDY);
  const { title, remedy } = explanation;
  return error(explanation.code ?? 'ERR_REFUSED', title, typeof remedy === 'string' ? remedy : remedy(request, fields));
}

/** Such as `600 s behind`, to be followed by `the org's`. */
export function describeClockDifference(ahead: number): string {
  return `${Math.abs(ahead)} s ${ahead < 0 ? 'behind' : 'ahead of'}`;
}

/** Whether a response rejects the access token (RFC 6750 section 3.1). */
export function isInvalidToken(response: HttpResponse): boolean {
  return response.status === 401 && errorCode(parseFields(response)) === 'invalid_token';
}

export function isHtml({ headers, body }: HttpResponse): boolean {
  return /html/i.test(headers.get('Content-Type') ?? '') || /^\s*<(!doctype|html)/i.test(body);
}

/** The text of a response: the parameters of its challenge, and the members of its JSON. */
interface ResponseFields {
  challenge: Record<string, string>;
  json: Record<string, unknown>;
}

/**
 * Reads the challenge in `WWW-Authenticate`, then the JSON. Okta's API reports errors of tokens and proofs in a challenge
 * with an empty body. Its JSON has two formats: `error` at OAuth endpoints, `errorCode` at others.
 */
function readErrorFields(response: HttpResponse, secrets: Secrets): ErrorFields {
  // Before anything is cut, since a part of a secret would not be recognized.
  const fields = secrets.hide(parseFields(response));
  const { challenge, json } = fields;
  const header = response.headers.get('WWW-Authenticate');
  const code = errorCode(fields);
  const causes = Array.isArray(json['errorCauses']) ? (json['errorCauses'] as unknown[]) : [];
  const summaries = [
    json['errorSummary'],
    ...causes.map((cause) => (cause as { errorSummary?: unknown } | null)?.errorSummary),
  ].filter((summary) => typeof summary === 'string');
  const description = challenge['error_description'] ?? json['error_description'] ?? summaries.join(' ');
  return {
    status: response.status,
    ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    ...(typeof description === 'string' && description && { description: description.slice(0, 500) }),
    ...(challenge['scope'] && { scope: challenge['scope'] }),
    ...(header !== null && { challenge: secrets.hide(header).slice(0, 1000) }),
  };
}

function parseFields({ headers, body }: HttpResponse): ResponseFields {
  return { challenge: parseChallenge(headers.get('WWW-Authenticate') ?? ''), json: parseJsonObject(body) };
}

function errorCode({ challenge, json }: ResponseFields): unknown {
  return challenge['error'] ?? json['error'] ?? json['errorCode'];
}

/** The parameters of a challenge (RFC 9110 section 11.6.1). */
function parseChallenge(challenge: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [, name, quoted, token] of challenge.matchAll(/([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)) {
    parameters[name!.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token!;
  }
  return parameters;
}
