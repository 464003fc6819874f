import { base64url } from 'jose';
import type { Exchange } from '../record/entry';

/** The proof of an exchange as text. Without `compact` its signature is missing, and its nonce is a mark. */
export function proofText({ proof }: Exchange, compact: string | undefined): string | undefined {
  if (!proof) return undefined;
  const parts = [proof.header, proof.claims].map((part) => base64url.encode(JSON.stringify(part)));
  return compact ?? `${parts.join('.')}.SIGNATURE-NOT-KEPT`;
}

/** The `Authorization` header of an exchange, without what is secret in it. */
export function authorizationText({ scheme, token }: Exchange): string | undefined {
  if (scheme === undefined) return undefined;
  return token ? `${scheme} TOKEN-NOT-KEPT-SHA256-${token.hash}` : `${scheme} NOT-KEPT`;
}
