import type { JWK } from 'jose';
import { numberOf } from './thumbprint.js';

/** The fewest bits of an RSA key (RFC 7518 section 3.3), and the most: verifying with longer ones costs too much time. */
export const RSA_BITS = { min: 2048, max: 8192 } as const;

/** Why an RSA key must not be used, although it can be imported. */
export type RsaFault = 'too-short' | 'too-long' | 'modulus' | 'exponent';

/**
 * What is wrong with an RSA key. With the exponent 1 a signature is the padded hash itself, which anybody can write, and
 * no private key belongs to an even exponent (RFC 8017 section 3.1) or can be kept secret for an even modulus.
 *
 * @returns undefined for a key that can be used
 */
export function rsaFault({ n, e }: JWK): RsaFault | undefined {
  const bits = rsaBits({ n });
  if (bits < RSA_BITS.min) return 'too-short';
  if (bits > RSA_BITS.max) return 'too-long';
  if (!isOdd(numberOf(n))) return 'modulus';
  const exponent = numberOf(e) ?? new Uint8Array();
  return isOdd(exponent) && !(exponent.length === 1 && exponent[0] === 1) ? undefined : 'exponent';
}

/** The length of an RSA key's modulus in bits; 0 when it cannot be read. */
export function rsaBits({ n }: { n?: string | undefined }): number {
  const bytes = numberOf(n) ?? new Uint8Array();
  return bytes.length === 0 ? 0 : bytes.length * 8 - (Math.clz32(bytes[0]!) - 24);
}

function isOdd(bytes: Uint8Array | undefined): boolean {
  return ((bytes?.at(-1) ?? 0) & 1) === 1;
}
