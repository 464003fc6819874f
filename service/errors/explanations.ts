import type { Secrets } from '../secrets.js';
import type { ErrorFields } from './error-fields.js';
import type { ServiceErrorCode } from './service-error.js';

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

export interface Explanation {
  /** Matched against `status code: description`. */
  pattern: RegExp;
  /** Default: `ERR_REFUSED`. */
  code?: ServiceErrorCode;
  title: string;
  remedy: string | ((request: RequestSummary, fields: ErrorFields) => string);
}

/** @param text `status code: description` of a response */
export function findExplanation(text: string): Explanation | undefined {
  return EXPLANATIONS.find(({ pattern }) => pattern.test(text));
}

const APP = 'Admin Console → Applications → the app';
const GENERAL = `${APP} → General`;

/** The first match applies, so that specific patterns come before general ones. The patterns match Okta's texts. */
const EXPLANATIONS: readonly Explanation[] = [
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
