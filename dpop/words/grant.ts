import type { CheckWords } from './check-words.js';

/** The checks of an authorization code, of a refresh token and of the client at a token endpoint. */
export const GRANT_CHECKS = {
  'code': {
    title: 'the authorization code',
    section: 'RFC 6749 section 4.1.3',
    why: 'It proves that a user signed in a short time ago.',
  },
  'refresh_token': {
    title: 'the refresh token',
    section: 'RFC 6749 section 6',
    why: 'It may have expired or been revoked.',
  },
  'client': {
    title: 'the app that it was issued to',
    section: 'RFC 6749 section 4.1.3',
    why: 'One app must not use what was issued to another.',
  },
  'assignment': {
    title: 'whether the user is assigned to the app',
    section: 'docs/okta-facts.md section 10 (16)',
    why: 'Administrators decide which users may use an app.',
  },
  'dpop_jkt': {
    title: 'the key that the authorization request named',
    section: 'RFC 9449 section 10',
    why: 'A stolen code and its verifier are useless without the key of the app that started the sign-in.',
  },
  'code_verifier': {
    title: 'the code verifier (PKCE)',
    section: 'RFC 7636 section 4.6',
    why: 'A stolen code is useless without the secret of the app that started the sign-in.',
  },
  'redirect_uri': {
    title: 'the redirect URI of the authorization request',
    section: 'RFC 6749 section 4.1.3',
    why: 'A code that was sent to one address must not be redeemed from another.',
  },
  'single use': {
    title: 'whether the code was used before',
    section: 'RFC 6749 section 4.1.2',
    why: 'If a code is used twice, one of the two requests may come from a thief.',
  },
  'reuse': {
    title: 'whether the refresh token was exchanged before',
    section: 'RFC 9700 section 4.14.2',
    why: 'If a refresh token is used twice, one of the two requests may come from a thief.',
  },
  'client authentication': {
    title: 'how the app authenticates',
    section: 'RFC 6749 section 3.2.1',
    why: 'Scopes of the Okta API are only for apps that authenticate with a key.',
  },
} satisfies Record<string, CheckWords>;
