import type { Check } from './check.js';

/** A token that is sent with the scheme `DPoP` is bound to a key. */
export const cnf: Check = {
  name: 'cnf',
  title: 'whether the access token is bound to a key',
  section: 'RFC 9449 section 6.1',
  why: 'A proof only protects a token that names its key. Without that, a proof by any key would do.',
  needs: [],
  skip: ({ request }) => (request.accessToken ? undefined : 'No access token was sent.'),
  run: ({ request }) => {
    const jkt = request.accessToken?.jkt;
    const expected = 'a token bound to a key';
    return jkt === undefined
      ? { expected, actual: 'a token that is not bound to a key', fault: 'unbound-token' }
      : { expected, actual: `a token bound to the key ${jkt}` };
  },
};
