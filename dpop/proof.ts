import { base64url } from 'jose';
import { ProofSyntaxError } from './errors.js';
import { RecentlyUsed } from './recently-used.js';

/** The JOSE header of a proof (RFC 9449 section 4.2). Nothing in it has been checked. */
export interface ProofHeader {
  typ?: unknown;
  crit?: unknown;
  alg?: unknown;
  jwk?: unknown;
}

/** The claims of a proof (RFC 9449 section 4.2). Nothing in them has been checked. Times are in seconds. */
export interface ProofClaims {
  jti?: unknown;
  htm?: unknown;
  htu?: unknown;
  iat?: unknown;
  nbf?: unknown;
  exp?: unknown;
  ath?: unknown;
  nonce?: unknown;
}

/** A decoded proof. Only `decide` and `explain` say whether it is good. */
export interface Proof {
  /** Frozen, with its `jwk`, since proofs with the same header share it. */
  header: Readonly<ProofHeader>;
  claims: ProofClaims;
}

const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a proof without checking it, to show it or to check it.
 *
 * @param compact the value of the `DPoP` header: a JWT in compact serialization (RFC 7515 section 7.1)
 * @throws ProofSyntaxError naming the part that cannot be read
 *
 * @example
 * const { header, claims } = readProof(request.headers.get('DPoP') ?? '');
 */
export function readProof(compact: string): Proof {
  if (!COMPACT.test(compact)) throw new ProofSyntaxError('three base64url segments separated by dots');
  const [header, payload] = compact.split('.');
  return { header: readHeader(header!), claims: readObject(payload!, 'payload') };
}

/** Decoded headers by their encoded form: a client sends the same header with all its proofs. */
const recent = new RecentlyUsed<ProofHeader>(1000);

/** Larger ones are not kept. The header with the longest RSA key has half of it. */
const MAX_KEPT_LENGTH = 4096;

function readHeader(segment: string): ProofHeader {
  const kept = recent.get(segment);
  if (kept) return kept;
  const header: ProofHeader = readObject(segment, 'header');
  // Shared from here on.
  Object.freeze(header);
  Object.freeze(header.jwk);
  if (segment.length <= MAX_KEPT_LENGTH) recent.set(segment, header);
  return header;
}

function readObject(segment: string, part: string): object {
  let value: unknown;
  try {
    value = JSON.parse(UTF_8.decode(base64url.decode(segment)));
  } catch {
    throw new ProofSyntaxError(`a ${part} of JSON in base64url`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProofSyntaxError(`a JSON object as the ${part}`);
  }
  return value;
}
