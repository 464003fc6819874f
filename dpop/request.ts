/** A request as far as its proof is concerned, and what the server knows about it. */
export interface ProofRequest {
  /** The HTTP method, in upper case. */
  method: string;
  /**
   * The absolute address; its query and fragment are ignored. Take scheme and host from your settings, not from `Host`.
   * As a URL, it has its dot segments resolved: a server that routes by the raw path must refuse them first.
   */
  url: string | URL;
  /** The values of all `DPoP` headers. */
  proofs: readonly string[];
  /** The server's clock, in seconds since the epoch. */
  now: number;
  /** The access token in `Authorization`, already verified. Left out at a token endpoint. */
  accessToken?: PresentedToken;
  /** Whether a nonce is one that the server gave out. Left out: the server asks for none and ignores any. */
  isNonce?: (nonce: string) => boolean | Promise<boolean>;
  /**
   * Remembers the `jti` of a key until `expires` (seconds since the epoch); false if it was there already. It must look
   * it up and store it in one atomic step, so that of several identical proofs only one passes. It is called last: a
   * proof that fails another check is not used up. Left out: replay is not checked.
   */
  remember?: (jkt: string, jti: string, expires: number) => boolean | Promise<boolean>;
}

/** An access token in an `Authorization` header (RFC 9449 section 7.1). */
export interface PresentedToken {
  scheme: 'DPoP' | 'Bearer';
  /** The token itself, without the scheme. */
  value: string;
  /** Its SHA-256 in base64url, for a page that shows a request and has not kept the token. It is used instead of `value`. */
  hash?: string;
  /** Its `cnf.jkt`: the thumbprint of the key it is bound to (section 6.1). Left out: it is bound to no key. */
  jkt?: string;
}

/** Whether this is an ordinary bearer request: its token is bound to no key, so no proof is needed (RFC 6750). */
export function isBearerRequest({ accessToken }: ProofRequest): boolean {
  return accessToken?.scheme === 'Bearer' && accessToken.jkt === undefined;
}
