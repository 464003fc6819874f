import { base64url } from 'jose';

/** The claims of a JWT, which are not verified. */
export function claimsOf(jwt: string): object {
  return JSON.parse(new TextDecoder().decode(base64url.decode(jwt.split('.')[1] ?? ''))) as object;
}

/** A JWT with some of its claims changed, or removed by `undefined`, and the signature that it had. */
export function withClaims(jwt: string, claims: object): string {
  const [header, , signature] = jwt.split('.');
  return [header, base64url.encode(JSON.stringify({ ...claimsOf(jwt), ...claims })), signature].join('.');
}
