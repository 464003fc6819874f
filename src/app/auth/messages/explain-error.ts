import type { OktaConfig } from '../core/okta-config';
import { browserFault } from './browser-support';
import { describeOffset, isAboutTime, measureOffset } from './clock';
import { isOffline } from './offline';
import { isHttpError, readOktaError, type OktaError } from './okta-error';
import type { Problem } from './problem';
import { SessionEnded, SignOutIncomplete } from './session-errors';

interface Message extends Omit<Problem, 'detail' | 'code' | 'status'> {
  /** Matched against the error, written as `status code: description`. */
  on: RegExp;
  /** Where Okta has said nothing. */
  detail?: string;
}

/** The first match wins: from the exact to the general. The texts are those of Okta and of okta-auth-js 8.0.1. */
const MESSAGES: Message[] = [
  // The session has ended.
  {
    on: /^session key-gone|Unable to locate dpop key pair/,
    title: 'The key of this session is gone',
    detail:
      'This browser no longer has the private key that the tokens are bound to. That happens when site data is cleared. The tokens are of no use without it and were deleted.',
    remedy: 'Sign in again to get a new key. You come back to this page.',
    signIn: true,
  },
  {
    on: /^session renewal-refused/,
    title: 'Your session has ended',
    detail: 'The org refused to renew the tokens.',
    remedy: 'Sign in again. You come back to this page.',
    signIn: true,
  },
  {
    on: /^session expired/,
    title: 'Your session has expired',
    detail: 'The access token is too old, and there is no refresh token (scope offline_access) to renew it with.',
    remedy: 'Sign in again. You come back to this page.',
    signIn: true,
  },
  {
    on: /^session signed-out-elsewhere/,
    title: 'You are signed out',
    detail: 'The session ended in another tab or window of this browser, or its data was deleted.',
    remedy: 'Sign in again to go on. You come back to this page.',
    signIn: true,
  },
  {
    on: /^session other-user/,
    title: 'Somebody else is signed in now',
    detail: 'Another user has signed in in this browser since this request began. It was not sent as that user.',
    remedy: 'Begin again as the user who is signed in, or sign in as yourself.',
  },
  {
    on: /^session other-configuration/,
    title: 'The app is configured for another client now',
    detail:
      'The tokens in this browser were issued to another client ID, by another issuer, or in the other mode (DPoP or bearer). They were deleted.',
    remedy: 'Sign in again.',
    signIn: true,
  },

  // Signed out here, but not everywhere.
  {
    on: /^sign-out key/,
    title: 'Signed out, but this browser kept the key',
    remedy:
      'The tokens are revoked, so the key is of no use any more. The next sign-in deletes it; so does clearing the data of this site.',
  },
  {
    on: /^sign-out 0/,
    title: 'Signed out here, but the org did not answer',
    remedy:
      'Tokens and key are deleted in this browser. Not revoked at the org: {tokens}. The org’s session has not ended either. Sign in and out again when the org answers, or let an administrator clear your sessions.',
  },
  {
    on: /^sign-out/,
    title: 'Signed out, but the org did not revoke everything',
    remedy:
      'Tokens and key are deleted in this browser. Not revoked at the org: {tokens}. An administrator can clear your sessions; the access token ends by itself within the hour.',
  },
  {
    on: /keeps the session busy/,
    title: 'The session is busy',
    remedy:
      'Another tab of this app has stopped in the middle of its work, at a dialog or in a debugger. Continue or close it, then try again. If it stays, restart the browser.',
  },

  // No answer, or none of the org.
  {
    on: /dynamically imported module|[Ii]mporting a module script failed/,
    title: 'A part of the app could not be loaded',
    remedy: 'The network failed, or the app has a new version. Reload the page.',
    reload: true,
  },
  {
    on: /stopped in the middle/,
    title: 'The answer of the org stopped',
    remedy: 'It began, and nothing more came. Try again.',
  },
  {
    on: /^offline/,
    title: 'This device is offline',
    remedy: 'Nothing was lost. Try again when it is connected.',
  },
  {
    on: /^0 /,
    title: 'The org did not answer',
    remedy:
      'Check the network, that the org runs, and that “issuer” in okta.config.json is its address. Then try again. A redirect is refused on purpose: it would carry the proof elsewhere.',
  },
  {
    on: /^200 /,
    title: 'The answer is not from the org’s API',
    remedy:
      'Something between page and org, such as a proxy, answered in its place. Look at the answer in the Network panel.',
  },

  // Sign-in.
  {
    on: /User is not assigned/,
    title: 'This account may not use this app',
    remedy:
      'An administrator assigns people to the app in the Admin Console (Assignments). Or sign in as somebody else.',
  },
  {
    on: /access_denied:/,
    title: 'Sign-in was cancelled',
    remedy: 'Nothing was shared with this app. Sign in again if that was not meant.',
  },
  {
    on: /Unable to parse a token from the url/,
    title: 'Nothing to finish here',
    remedy:
      'This is the address the org sends you back to after sign-in. It was opened without an answer from the org. Sign in to start.',
  },
  {
    on: /Could not load PKCE codeVerifier|Unable to retrieve OAuth redirect params/,
    title: 'This sign-in is over already',
    remedy:
      'This address belongs to a sign-in that was finished before, or that began in another browser. It works once. Start again from here.',
  },
  {
    on: /state doesn't match|nonce doesn't match/,
    title: 'The answer belongs to another sign-in',
    remedy: 'It was dropped for safety. Start again from here, in one tab.',
  },
  {
    on: /proof JWT header is missing/,
    title: 'The app requires DPoP, this client sent no proof',
    remedy: 'Set "dpop": true in okta.config.json, or switch off Proof of possession for the app in the Admin Console.',
  },
  {
    on: /"token_type" was not DPoP/,
    title: 'The org issued a bearer token',
    remedy:
      'Switch on “Require DPoP header in token requests” for the app in the Admin Console, or set "dpop": false in okta.config.json.',
  },
  {
    on: /not supported by browser|does not support DPoP/,
    title: 'This browser cannot do DPoP',
    remedy: 'Use a current browser, over https or on localhost, not in a mode that switches storage off.',
  },
  {
    on: /invalid_client:|client_id/,
    title: 'The org does not know this app',
    remedy: 'Compare "clientId" in okta.config.json with the Client ID in the Admin Console.',
  },
  {
    on: /invalid_grant:/,
    title: 'The code of this sign-in is no longer good',
    remedy: 'A code works once and for five minutes. Sign in again.',
  },
  {
    on: /expired when it came/,
    title: 'The access tokens of this app live too short',
    detail: 'The access token that came with the sign-in counts as expired already: 30 seconds before its end.',
    remedy: 'Give them a longer lifetime at the org, or add the scope offline_access so that they can be renewed.',
  },
  {
    on: /issuer \[/,
    title: 'The tokens come from another issuer',
    remedy: 'Set "issuer" in okta.config.json to the address of the org, exactly as the message shows it.',
  },

  // Proof and token.
  {
    on: /token mismatch/,
    title: 'The answer is about somebody else',
    remedy: 'It was dropped, since its “sub” is not that of your ID token. Sign in again.',
    signIn: true,
  },
  {
    on: /requires a DPoP proof|must use the DPoP authentication scheme/,
    title: 'The token is bound to a key, but was sent as a bearer token',
    remedy: 'Set "dpop": true in okta.config.json, then sign in again.',
    signIn: true,
  },
  {
    on: /No proof can name the path|malformed/i,
    title: 'This address cannot be signed',
    remedy:
      'Its path has dot segments, backslashes, control characters or broken percent-encoding after decoding, so a proof could stand for another address.',
  },
  {
    on: /already been used/,
    title: 'The org has seen this proof before',
    remedy:
      'Each attempt needs a proof of its own. If something between page and org repeats requests, switch that off.',
  },
  {
    on: /use_dpop_nonce:|`dpop-nonce` header found/,
    title: 'The org asks for a nonce again and again',
    remedy: 'Try again. If it stays, the answer hides its DPoP-Nonce header from the page (CORS).',
  },
  {
    on: /invalid_dpop_proof:/,
    title: 'The org refused the proof',
    remedy: 'Compare htm, htu, iat and ath in the DPoP request header with the request that was sent.',
  },
  {
    on: /invalid_token:/,
    title: 'The access token is no longer good',
    remedy: 'Sign in again.',
    signIn: true,
  },

  // Scopes and roles.
  {
    on: /insufficient_scope:/,
    title: 'The access token lacks a scope',
    remedy:
      'Grant {scope} to the app in the Admin Console (Okta API Scopes), add it to "scopes" in okta.config.json, sign in again.',
    signIn: true,
  },
  {
    on: /invalid_scope:|scopes/i,
    title: 'The org does not know one of the scopes',
    remedy:
      'Grant the scopes of okta.config.json to the app in the Admin Console (Okta API Scopes), or take them out of the file.',
  },
  {
    on: /E0000006:/,
    title: 'Your account may not do this',
    remedy: 'The scope is there, the admin role is not. Ask an administrator for a role that can read this.',
  },

  // Any other answer, by its status.
  {
    on: /^unsigned/,
    title: 'This request was sent without the token',
    remedy:
      'Its address has two slashes where one belongs, so it is no protected resource of this app. Correct the address.',
  },
  {
    on: /^401 |E0000005:/,
    title: 'You are not signed in',
    remedy: 'Sign in again.',
    signIn: true,
  },
  {
    on: /^429 /,
    title: 'Too many requests',
    remedy: 'Wait a minute: Okta counts requests in windows of 60 seconds. Then try again.',
  },
  {
    on: /^5\d\d /,
    title: 'The org has a problem of its own',
    remedy: 'Try again in a moment.',
  },
  {
    on: /^/,
    title: 'That did not work',
    remedy: 'Try again. If it stays, the Network panel shows the answer of the org.',
  },
];

/**
 * Explains what a request, a sign-in or a sign-out failed with.
 *
 * @param error what HttpClient or okta-auth-js has thrown
 */
export async function explainError(error: unknown, { issuer, dpop }: OktaConfig): Promise<Problem> {
  const isOwn = error instanceof SessionEnded || error instanceof SignOutIncomplete;
  const fault = isOwn || isHttpError(error) ? undefined : browserFault(error, dpop);
  if (fault) return fault;

  const blob: unknown = isHttpError(error) ? error.error : undefined;
  const body = blob instanceof Blob ? await blob.text() : undefined;
  const facts: Partial<OktaError> = readOktaError(isOwn ? (error.cause ?? {}) : error, body);
  const { status, code, description } = facts;
  const said = { ...(code && { code }), ...(status && { status }) };
  if (description && isAboutTime(description)) {
    return {
      title: `The clock of this device is ${describeOffset(await measureOffset(issuer))}`,
      detail: description,
      remedy:
        'Each proof carries the time of this device, and the org compares it with its own. Set the date and time of this device automatically, then try again.',
      ...said,
    };
  }
  const line = `${subjectOf(error, status, issuer)} ${code ?? '-'}: ${description ?? ''}`;
  const { title, detail, remedy, signIn, reload } = MESSAGES.find(({ on }) => on.test(line))!;
  return {
    title,
    detail: wordsOf(facts) ?? detail ?? 'There was no answer.',
    remedy: remedy
      .replace('{scope}', facts.scope ?? 'the scope')
      .replace('{tokens}', error instanceof SignOutIncomplete ? error.tokens.join(' and ') : ''),
    ...said,
    ...(signIn && { signIn }),
    ...(reload && { reload }),
  };
}

/** The first words of the line that `on` is matched against: mostly the status. */
function subjectOf(error: unknown, status: number | undefined, issuer: string): string {
  if (error instanceof SessionEnded) return `session ${error.reason}`;
  if (isHttpError(error) && status === 401 && /^https?:\/\/[^/]+\/\//.test(error.url ?? '')) return 'unsigned';
  if (error instanceof SignOutIncomplete) return error.tokens.length === 0 ? 'sign-out key' : `sign-out ${status ?? 0}`;
  return isHttpError(error) && status === 0 && isOffline(issuer) ? 'offline' : String(status ?? '-');
}

/** What the org has said, or at least that it did. okta-auth-js describes every server error as unknown. */
function wordsOf({ status, description }: Partial<OktaError>): string | undefined {
  if (description && !(status && status >= 500 && description === 'Unknown error')) return description;
  return status ? `The org answered with status ${status}.` : undefined;
}
