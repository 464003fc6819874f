import { ExplainedError, readOktaError, type OktaError, type Problem } from './problem';

interface Explanation {
  /** Matched against `code: description`. */
  said: RegExp;
  title: string;
  remedy: string;
}

/** First match wins. The texts are those of okta-auth-js 8 and of Okta's error catalogue. */
const EXPLANATIONS: Explanation[] = [
  {
    said: /User is not assigned/,
    title: 'This account may not use this app',
    remedy:
      'An administrator assigns people to the app in the Admin Console (Assignments). Or sign in as somebody else.',
  },
  {
    said: /^access_denied/,
    title: 'Sign-in was cancelled',
    remedy: 'Nothing was shared with this app. Sign in again if that was not meant.',
  },
  {
    said: /Could not load PKCE codeVerifier|Unable to retrieve OAuth redirect params/,
    title: 'This sign-in is over already',
    remedy:
      'This address belongs to a sign-in that was finished before, or that began in another browser. It works once. Start again from here.',
  },
  {
    said: /state doesn't match|nonce doesn't match/,
    title: 'The answer belongs to another sign-in',
    remedy: 'It was dropped for safety. Start again from here, in one tab.',
  },
  {
    said: /proof JWT header is missing/,
    title: 'The app requires DPoP, this client sent no proof',
    remedy: 'Set "dpop": true in okta.config.json, or switch off Proof of possession for the app in the Admin Console.',
  },
  {
    said: /"token_type" was not DPoP/,
    title: 'The org issued a bearer token',
    remedy:
      'Switch on “Require DPoP header in token requests” for the app in the Admin Console, or set "dpop": false in okta.config.json.',
  },
  {
    said: /not supported by browser/,
    title: 'This browser cannot do DPoP',
    remedy: 'Use a current browser, over https or on localhost, not in a mode that switches storage off.',
  },
  {
    said: /`dpop-nonce` header found|invalid_dpop_proof|use_dpop_nonce/,
    title: 'The org refused the proof',
    remedy: 'Sign in again. If it stays, compare the DPoP request header of the call to /token with that call.',
  },
  {
    said: /^invalid_scope|scopes/i,
    title: 'The org does not know one of the scopes',
    remedy:
      'Grant the scopes of okta.config.json to the app in the Admin Console (Okta API Scopes), or take them out of the file.',
  },
  {
    said: /^invalid_client|client_id/,
    title: 'The org does not know this app',
    remedy: 'Compare "clientId" in okta.config.json with the Client ID in the Admin Console.',
  },
  {
    said: /^invalid_grant/,
    title: 'The code of this sign-in is no longer good',
    remedy: 'A code works once and for five minutes. Sign in again.',
  },
  {
    said: /issuer \[/,
    title: 'The tokens come from another issuer',
    remedy: 'Set "issuer" in okta.config.json to the address of the org, exactly as the message shows it.',
  },
];

/**
 * Explains a sign-in that failed on the way out or on the way back.
 *
 * @param error what okta-auth-js threw
 */
export function explainSignInError(error: unknown): Problem {
  if (error instanceof ExplainedError) return error.problem;
  const facts = readOktaError(error);
  const { title, remedy } = explanationOf(facts);
  return {
    title,
    remedy,
    detail: facts.description ?? 'There was no answer.',
    ...(facts.code && { code: facts.code }),
    ...(facts.status && { status: facts.status }),
  };
}

function explanationOf(facts: OktaError): Pick<Explanation, 'title' | 'remedy'> {
  if (facts.status === 0) {
    return {
      title: 'The org did not answer',
      remedy: 'Check the network, that the org runs, and "issuer" in okta.config.json. Then sign in again.',
    };
  }
  const said = `${facts.code ?? ''}: ${facts.description ?? ''}`;
  return (
    EXPLANATIONS.find((explanation) => explanation.said.test(said)) ?? {
      title: 'Sign-in did not work',
      remedy: 'Sign in again. If it stays, the Network panel shows the answer of the org.',
    }
  );
}
