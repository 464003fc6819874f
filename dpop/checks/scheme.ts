import type { Check } from './check.js';

/** A token that is bound to a key is sent with the scheme `DPoP`. */
export const scheme: Check = {
  name: 'scheme',
  title: 'the scheme of the Authorization header',
  section: 'RFC 9449 section 7.1',
  why: 'If a bound token were accepted as a bearer token, a thief would not need a proof.',
  needs: [],
  skip: ({ request }) => (request.accessToken ? undefined : 'No access token was sent.'),
  run: ({ request }) => {
    const { scheme, jkt } = request.accessToken!;
    // Under DPoP, a token that is not bound is up to the next check.
    if (jkt === undefined) return { expected: 'Bearer or DPoP', actual: scheme };
    return { expected: 'DPoP', actual: scheme, ...(scheme !== 'DPoP' && { fault: 'wrong-scheme' }) };
  },
};
