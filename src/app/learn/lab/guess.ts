import type { Attack } from '../../../../dpop/attacks/attack';

/** The guess that nothing stops an attack. */
export const NOTHING = 'nothing';

/** What each check looks at, in two words. */
const ABOUT: Record<string, string> = {
  query: 'token in the address',
  authorization: 'the header',
  token: 'who signed the token',
  scheme: 'DPoP or Bearer',
  cnf: 'a bound token',
  proof: 'exactly one proof',
  syntax: 'a well-formed JWT',
  typ: 'the type',
  crit: 'extensions',
  alg: 'the algorithm',
  jwk: 'a good public key',
  signature: 'who signed it',
  htm: 'the method',
  htu: 'the address',
  iat: 'the time',
  nbf: 'not before',
  exp: 'expired',
  nonce: 'the server’s nonce',
  ath: 'the token',
  jkt: 'the key',
  jti: 'its id',
  replay: 'used before',
  host: 'the Host header',
  http: 'the HTTP request',
};

/** Checks that are easily taken for each other, in the order in which they run. */
const FAMILIES: readonly (readonly string[])[] = [
  ['htm', 'htu', 'iat', 'ath', 'jkt', 'replay'],
  ['htu', 'iat', 'nonce', 'ath', 'jti', 'replay'],
  ['htu', 'iat', 'nbf', 'exp', 'nonce', 'replay'],
  ['syntax', 'typ', 'alg', 'jwk', 'signature', 'jkt'],
  ['syntax', 'typ', 'crit', 'alg', 'jwk', 'signature'],
  ['query', 'authorization', 'token', 'scheme', 'proof', 'jkt'],
  ['token', 'scheme', 'cnf', 'proof', 'ath', 'jkt'],
  ['http', 'host', 'proof', 'htm', 'htu', 'replay'],
];

export interface Choice {
  check: string;
  about: string;
}

/** The seven guesses that are offered for an attack: six checks, the right one among them, and that nothing stops it. */
export function choicesFor({ stoppedBy }: Attack): Choice[] {
  const family = FAMILIES.find((checks) => checks.includes(stoppedBy)) ?? FAMILIES[0]!;
  return [...family.map((check) => ({ check, about: ABOUT[check]! })), { check: NOTHING, about: 'Nothing stops it' }];
}
