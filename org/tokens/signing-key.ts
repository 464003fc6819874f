import { compactVerify, importJWK, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Secrets } from '../state/secrets.js';

/** A key that signs the org's tokens, and verifies them when they come back. */
export class TokenSigningKey {
  private readonly privateKey: ReturnType<typeof importJWK>;
  private readonly publicKey: ReturnType<typeof importJWK>;

  constructor(private readonly jwk: Secrets['idTokenKey']) {
    const { kty, n, e } = jwk;
    this.privateKey = importJWK(jwk, 'RS256');
    this.publicKey = importJWK({ kty, n, e }, 'RS256');
  }

  /** @param typ of the header, if the token has one */
  async sign(claims: object, typ?: string): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ kid: this.jwk.kid, ...(typ !== undefined && { typ }), alg: 'RS256' })
      .sign(await this.privateKey);
  }

  /**
   * Verifies the signature only.
   *
   * @returns header and claims; undefined for anything that this key did not sign, or that is no JWT
   */
  async verify(token: string): Promise<{ header: JWTHeaderParameters; claims: JWTPayload } | undefined> {
    try {
      const { payload, protectedHeader } = await compactVerify(token, await this.publicKey, { algorithms: ['RS256'] });
      const claims: unknown = JSON.parse(new TextDecoder().decode(payload));
      return typeof claims === 'object' && claims !== null
        ? { header: protectedHeader, claims: { ...claims } }
        : undefined;
    } catch {
      return undefined;
    }
  }
}
