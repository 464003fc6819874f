import { alg } from './alg.js';
import { ath } from './ath.js';
import type { Check, Found } from './check.js';
import { cnf } from './cnf.js';
import { crit } from './crit.js';
import { exp } from './exp.js';
import { htm } from './htm.js';
import { htu } from './htu.js';
import { iat } from './iat.js';
import { jkt } from './jkt.js';
import { jti } from './jti.js';
import { jwk } from './jwk.js';
import { nbf } from './nbf.js';
import { nonce } from './nonce.js';
import { proof } from './proof.js';
import { replay } from './replay.js';
import { scheme } from './scheme.js';
import { signature } from './signature.js';
import { syntax } from './syntax.js';
import { typ } from './typ.js';

/**
 * The checks of RFC 9449 sections 4.3, 7.1 and 11.1, in the order that Okta's answers show: the form and the signature,
 * `htm` and `htu`, times, nonce, token, replay (docs/okta-facts.md, section 3.3).
 */
export const CHECKS: readonly Check<keyof Found>[] = [
  scheme,
  cnf,
  proof,
  syntax,
  typ,
  crit,
  alg,
  jwk,
  signature,
  htm,
  htu,
  iat,
  nbf,
  exp,
  nonce,
  ath,
  jkt,
  jti,
  replay,
];
