import type { ProofKey } from '../proof-key.js';

/** What was stolen, and what belongs to it. */
export interface Loot {
  /** An address that the access token may GET, without user info and fragment. */
  resource: URL;
  accessToken: string;
  /**
   * The key that the access token is bound to. It makes the proofs that the thief has copied, as the client made them; the
   * thief cannot make new ones with it, except where an attack is about the use of the key.
   */
  key: ProofKey;
  /** A key of the thief's own. Its private half can be exported. */
  thiefKey: ProofKey;
  /** A nonce that the resource server takes; left out: it asks for none. */
  nonce?: string;
  /** An access token of the same server that is bound to no key, if any. */
  bearerToken?: string;
  /** An address of the same server that takes a POST with the access token and changes nothing, if any. */
  post?: URL;
  /**
   * Makes the form of a token request, where the resource is a token endpoint: it gets a POST with a proof, and no access
   * token. Each form is good once.
   */
  grant?: () => Promise<string>;
  /** The ID token that was issued together with the access token, if any. */
  idToken?: string;
}
