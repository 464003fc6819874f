import { base64url, type JWK } from 'jose';

/** The JOSE header of a proof (RFC 9449 section 4.2). Nothing in it has been checked yet. */
export interface ProofHeader {
  typ?: unknown;
  alg?: unknown;
  jwk: JWK;
}

/** The claims of a proof (RFC 9449 section 4.2). Nothing in them has been checked yet. Times are in seconds. */
export interface ProofClaims {
  jti?: unknown;
  htm?: unknown;
  htu?: unknown;
  iat?: unknown;
  exp?: unknown;
  ath?: unknown;
  nonce?: unknown;
}

/** A proof that could be read; whether it is any good, only {@link checkProof} tells. */
export interface Proof {
  header: ProofHeader;
  claims: ProofClaims;
}

/** Thrown by {@link readProof}: what stands in the `DPoP` header is not a JWT with a `jwk`. */
export class ProofSyntaxError extends Error {
  readonly code = 'ERR_PROOF_SYNTAX';
  override readonly name = 'ProofSyntaxError';
}

const SEGMENT = /^[A-Za-z0-9_-]+$/;

/**
 * Decodes a proof without judging it, for showing and for checking.
 *
 * @param compact the JWT in compact serialisation (RFC 7515 section 7.1)
 * @throws ProofSyntaxError naming the part that cannot be read
 */
export function readProof(compact: string): Proof {
  const segments = compact.split('.');
  if (segments.length !== 3 || !segments.every((segment) => SEGMENT.test(segment))) {
    throw new ProofSyntaxError('three base64url segments, separated by dots');
  }
  const header = readObject(segments[0]!, 'header');
  const claims = readObject(segments[1]!, 'payload');
  if (!isObject(header['jwk'])) throw new ProofSyntaxError('a "jwk" object in the header');
  return { header: header as unknown as ProofHeader, claims };
}

function readObject(segment: string, part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(base64url.decode(segment)));
  } catch {
    throw new ProofSyntaxError(`a ${part} of JSON in base64url`);
  }
  if (!isObject(value)) throw new ProofSyntaxError(`a JSON object as the ${part}`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
