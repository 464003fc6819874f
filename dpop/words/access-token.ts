import type { CheckWords } from './check-words.js';

/** The checks that a resource server makes beside those of the proof. */
export const ACCESS_TOKEN_CHECKS = {
  query: {
    title: 'no access token in the query',
    section: 'RFC 6750 section 2.3',
    why: 'Addresses end up in logs and in the browser history.',
  },
  authorization: {
    title: 'the Authorization header',
    section: 'RFC 6750 section 2.1',
    why: 'Without an access token, the API cannot tell who is asking.',
  },
  token: {
    title: 'who signed the access token',
    section: 'RFC 9068 section 4',
    why: 'Anyone can write claims. Only the authorization server can sign them.',
  },
  issuer: {
    title: 'who issued the access token',
    section: 'RFC 9068 section 4',
    why: 'Another authorization server has other users and other rules.',
  },
  audience: {
    title: 'whom the access token is for',
    section: 'RFC 9068 section 4',
    why: 'A token for one API must not work at another.',
  },
  expiry: {
    title: 'when the access token expires',
    section: 'RFC 9068 section 4',
    why: 'A stolen token must stop working by itself.',
  },
  revocation: {
    title: 'whether the access token was revoked',
    section: 'RFC 7009 section 2',
    why: 'A sign-out or an administrator can end a token before it expires.',
  },
  user: {
    title: 'the user behind the token',
    section: 'docs/okta-facts.md section 3.3',
    why: 'The user may have been suspended or deleted since the token was issued.',
  },
  scope: {
    title: 'the scopes',
    section: 'RFC 6749 section 3.3',
    why: 'A token is good only for what was granted.',
  },
  role: {
    title: 'the admin role',
    section: 'docs/okta-facts.md section 3.5',
    why: 'A scope limits what an app may ask for. The admin role limits what its user, or the app itself, may see and change.',
  },
} satisfies Record<string, CheckWords>;
