import { ath } from '../../../../dpop/ath';
import { htuOf } from '../../../../dpop/htu';
import { makeProof } from '../../../../dpop/make-proof';
import type { Exchange } from '../record/entry';
import type { KeyPair } from '../tokens/key-pairs';

/** What a command needs beside the exchange: the token and the key of the session, and the newest nonce. */
export interface Means {
  token?: { value: string; type: string } | undefined;
  pair?: KeyPair | undefined;
  nonce?: string | undefined;
}

/** Why there is no command for an exchange; undefined: there is one. */
export function obstacleToCurl({ method, scheme, proof, held }: Exchange, { token, pair }: Means): string | undefined {
  if (held) return 'It was not sent yet.';
  if (method !== 'GET') return 'Its body is not kept: it has a code or a token in it.';
  if (scheme === undefined && !proof) return undefined;
  if (!token) return 'Nobody is signed in.';
  return proof && !pair ? 'The key is gone.' : undefined;
}

/**
 * A command that sends the request again. A proof passes once, so it has a new one, which is good for one call within five
 * minutes: whoever sees the command can make that call.
 */
export async function curl({ method, url, scheme, proof }: Exchange, { token, pair, nonce }: Means): Promise<string> {
  const parts = [`curl -sS -i ${quote(url)}`];
  if (scheme !== undefined && token) parts.push(`-H ${quote(`Authorization: ${token.type} ${token.value}`)}`);
  if (proof && token && pair) {
    const { privateKey, jwk } = pair;
    const htu = htuOf(url, 'okta') ?? url;
    const claims = { htm: method, htu, ath: await ath(token.value), ...(nonce !== undefined && { nonce }) };
    parts.push(`-H ${quote(`DPoP: ${await makeProof({ privateKey, jwk, alg: 'RS256' }, claims)}`)}`);
  }
  return parts.join(' \\\n  ');
}

/** For a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
