import { ath } from '../../../../dpop/ath';

/** Stands for a nonce, which is a secret: the beginning of its SHA-256. Two nonces with one mark are one in a billion. */
export async function nonceMark(nonce: string): Promise<string> {
  // `ath` hashes the ASCII characters of any string.
  return (await ath(nonce)).slice(0, 6);
}
