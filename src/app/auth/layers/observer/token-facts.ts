import type { TokenFacts } from './dpop-observer';

let known: { token: string; facts: Promise<TokenFacts> } | undefined;

/** What may be known of an access token. It is asked for with every request, and computed once for each token. */
export function tokenFacts(token: string): Promise<TokenFacts> {
  if (known?.token !== token) known = { token, facts: factsOf(token) };
  return known.facts;
}

async function factsOf(token: string): Promise<TokenFacts> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  const base64 = btoa(String.fromCharCode(...new Uint8Array(digest)));
  const { cnf, exp } = claimsOf(token);
  return {
    hash: base64.replaceAll('+', '-').replaceAll('/', '_').replace('=', ''),
    ...(cnf?.jkt && { thumbprint: cnf.jkt }),
    ...(exp && { expires: exp }),
  };
}

/** Those of a JWT; none of an opaque token. */
function claimsOf(token: string): { cnf?: { jkt?: string }; exp?: number } {
  try {
    return JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as object;
  } catch {
    return {};
  }
}
