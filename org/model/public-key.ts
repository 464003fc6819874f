import { importJWK, type JWK } from 'jose';
import { algorithmsOf } from '../../dpop/algorithms.js';
import { RSA_BITS, rsaFault } from '../../dpop/rsa-key.js';
import { hasPrivateMember, publicKeyOf, thumbprint } from '../../dpop/thumbprint.js';
import { SettingsError } from './settings-error.js';

/** A public key of a service app, as the org stores it. */
export type PublicKey = JWK & { kty: 'RSA' | 'EC'; kid: string };

/** How many keys an app may have. */
export const MAX_KEYS = 50;

/** The longest `kid`, in characters. */
const MAX_KID = 200;

/** What can be wrong with a key, in the words of the API. */
const PROBLEMS = {
  'no-object': 'Expected a JWK: a JSON object.',
  'private': 'Expected a public key, but a private one came. Use another key pair.',
  'kty': "Expected a key whose 'kty' is RSA or EC.",
  'use': "Expected 'use' to be sig.",
  'rsa-too-short': "RSA key length in the 'jwks' is less than '2,048' bits for the given key.",
  'rsa-too-long': `Expected an RSA key of at most ${RSA_BITS.max} bits.`,
  'rsa-modulus': 'The members of this key make no valid key.',
  'rsa-exponent': "Expected an RSA key whose exponent 'e' is odd and greater than 1.",
  'crv': 'The members of this key make no valid key.',
  'alg': "Expected 'alg' to be an algorithm that this key can sign with.",
  'members': 'The members of this key make no valid key.',
  'kid': `Expected a 'kid' of 1 to ${MAX_KID} characters.`,
} as const;

export type PublicKeyProblem = keyof typeof PROBLEMS;

/** Thrown by {@link readPublicKey}. The message never contains a part of the key. */
export class PublicKeyError extends SettingsError {
  override readonly name = 'PublicKeyError';

  constructor(readonly problem: PublicKeyProblem) {
    super([['jwks', PROBLEMS[problem]]]);
  }
}

/**
 * Reads a public key that a client sent or a user entered (RFC 7517 section 4). This is the rule for the API, the Admin
 * Console and the practice endpoint alike.
 *
 * @param value a parsed JWK
 * @returns the public members, `use`, `alg` if there was one, and a `kid`: the key's own, or else its thumbprint
 * @throws PublicKeyError when this is not a public key that verifies signatures
 */
export async function readPublicKey(value: unknown): Promise<PublicKey> {
  if (typeof value !== 'object' || value === null) throw new PublicKeyError('no-object');
  const jwk = value as JWK;
  if (hasPrivateMember(jwk)) throw new PublicKeyError('private');
  const kty = (['RSA', 'EC'] as const).find((type) => type === jwk.kty);
  if (!kty) throw new PublicKeyError('kty');
  if ((jwk.use ?? 'sig') !== 'sig') throw new PublicKeyError('use');
  const fault = kty === 'RSA' ? rsaFault(jwk) : undefined;
  if (fault) throw new PublicKeyError(`rsa-${fault}`);
  const algorithms = algorithmsOf(jwk);
  if (algorithms.length === 0) throw new PublicKeyError('crv');
  const alg = jwk.alg ?? undefined;
  if (alg !== undefined && !algorithms.includes(alg)) throw new PublicKeyError('alg');
  await importJWK(publicKeyOf(jwk), algorithms[0]).catch(() => {
    throw new PublicKeyError('members');
  });
  const kid: unknown = jwk.kid ?? (await thumbprint(jwk));
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID) throw new PublicKeyError('kid');
  return { ...publicKeyOf(jwk), kty, use: 'sig', ...(alg !== undefined && { alg }), kid };
}

/** @throws SettingsError when an app with these keys may not have this one too */
export async function checkNewKey(keys: readonly JWK[], key: PublicKey): Promise<void> {
  const jkt = await thumbprint(key);
  for (const other of keys) {
    if ((await thumbprint(other)) === jkt) throw new SettingsError([['jwks', 'The app has this key already.']]);
  }
  checkKeys([...keys, key]);
}

/** @throws SettingsError when an app may not have these keys together */
export function checkKeys(keys: readonly { kid?: string | undefined }[]): void {
  if (keys.length > MAX_KEYS) throw new SettingsError([['jwks', `An app can have at most ${MAX_KEYS} keys.`]]);
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    throw new SettingsError([['jwks', "There is a key with this 'kid' already."]]);
  }
}
