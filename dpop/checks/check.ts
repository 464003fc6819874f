import type { CryptoKey, JWK } from 'jose';
import type { CheckWords } from '../words/check-words.js';
import type { CheckOptions } from '../options.js';
import type { ProofClaims, ProofHeader } from '../proof.js';
import type { ProofRequest } from '../request.js';
import type { Value } from '../value.js';

/** The checks of a proof and its request, in the order in which they run. */
export type CheckName =
  | 'scheme'
  | 'cnf'
  | 'proof'
  | 'syntax'
  | 'typ'
  | 'crit'
  | 'alg'
  | 'jwk'
  | 'signature'
  | 'htm'
  | 'htu'
  | 'iat'
  | 'nbf'
  | 'exp'
  | 'nonce'
  | 'ath'
  | 'jkt'
  | 'jti'
  | 'replay';

/** Why a check failed. A check can fail in several ways that a server answers differently. */
export type Fault =
  | 'wrong-scheme'
  | 'unbound-token'
  | 'no-proof'
  | 'several-proofs'
  | 'unreadable'
  | 'wrong-typ'
  | 'critical-header'
  | 'wrong-alg'
  | 'private-key'
  | 'unusable-key'
  | 'bad-signature'
  | 'wrong-htm'
  | 'wrong-htu'
  | 'no-iat'
  | 'issued-in-future'
  | 'issued-too-long-ago'
  | 'bad-nbf'
  | 'not-yet-valid'
  | 'bad-exp'
  | 'expired'
  | 'no-nonce'
  | 'unknown-nonce'
  | 'wrong-ath'
  | 'wrong-key'
  | 'no-jti'
  | 'replayed';

/** What checks find out for the checks after them. */
export interface Found {
  /** The only proof of the request. */
  compact: string;
  header: ProofHeader;
  claims: ProofClaims;
  jwk: JWK;
  /** An accepted algorithm. */
  alg: string;
  key: CryptoKey;
  /** The thumbprint of the key in the header, whether or not it made the signature. */
  jkt: string;
  /** The thumbprint of the key that made the signature. */
  signer: string;
}

/** What a check may look at. */
export interface Facts extends Partial<Found> {
  readonly request: ProofRequest;
  readonly options: CheckOptions;
}

/** The outcome of running a check. Neither value is ever a token, a nonce, a `jti` or a private key. */
export interface Finding {
  expected: Value;
  actual: Value;
  /** Left out: the check passed. */
  fault?: Fault | undefined;
  /** For the checks after this one. */
  found?: Partial<Found>;
}

/** One check, with everything that is to be said about it. */
export interface Check<Needs extends keyof Found = never> extends CheckWords {
  readonly name: CheckName;
  /** What earlier checks have to find out before this one can run. */
  readonly needs: readonly Needs[];
  /** Why this check does not concern a request, in words; undefined: it does. */
  skip?(facts: Facts & Pick<Found, Needs>): string | undefined;
  run(facts: Facts & Pick<Found, Needs>): Finding | Promise<Finding>;
}
