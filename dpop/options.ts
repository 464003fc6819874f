import { PROOF_ALGORITHMS } from './algorithms.js';
import type { HtuPolicy } from './htu.js';

/** What RFC 9449 leaves to the server that checks a proof. */
export interface CheckOptions {
  /** How old a proof may be by its `iat`, in seconds (section 11.1). */
  lifetime: number;
  /** How far `iat` may be ahead of the server's clock, in seconds, for clients whose clock is fast (section 11.1). */
  leeway: number;
  /** The accepted values of `alg`: asymmetric algorithms (section 4.3, check 5). */
  algorithms: readonly string[];
  /** How `htu` is compared with the address of the request (section 4.3, check 9). */
  htu: HtuPolicy;
}

/**
 * Okta's choices (docs/okta-facts.md, sections 2.2, 2.6, 3.4 and 10): five minutes, one minute, and the percent-decoded
 * path. Any of them can be overridden where a proof is checked.
 *
 * @example
 * await decide(request, { lifetime: 60, htu: 'rfc' });
 */
export const DEFAULT_OPTIONS: Readonly<CheckOptions> = {
  lifetime: 300,
  leeway: 60,
  algorithms: PROOF_ALGORITHMS,
  htu: 'okta',
};
