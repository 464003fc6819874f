import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

/** A service as the tutorial writes it: a client assertion without `kid`, made by jose. */
export class ServiceApp {
  readonly #key = generateKeyPair('RS256', { modulusLength: 2048 });

  constructor(
    private readonly org: string,
    private readonly id: string,
    private readonly privateKey: CryptoKey,
  ) {}

  /** Asks for a token; with claims of a proof, in a bound way. */
  async token(
    proofClaims?: Record<string, unknown>,
  ): Promise<{ status: number; nonce: string | null; body: Record<string, unknown> }> {
    const address = `${this.org}/oauth2/v1/token`;
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: 'RS256' })
      .setAudience(address)
      .setIssuer(this.id)
      .setSubject(this.id)
      .setJti(randomUUID())
      .setExpirationTime('5m')
      .sign(this.privateKey);
    const response = await fetch(address, {
      method: 'POST',
      headers: proofClaims ? { DPoP: await this.proof('POST', address, proofClaims) } : {},
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'okta.users.read',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: assertion,
      }),
    });
    return {
      status: response.status,
      nonce: response.headers.get('DPoP-Nonce'),
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  /** A proof with the members that keys from mkjwk bring along, and an `exp`. */
  async proof(htm: string, htu: string, claims: Record<string, unknown>): Promise<string> {
    const { publicKey, privateKey } = await this.#key;
    const jwk = await exportJWK(publicKey);
    return new SignJWT({ htm, htu, ...claims })
      .setProtectedHeader({
        typ: 'dpop+jwt',
        alg: 'RS256',
        jwk: { ...jwk, use: 'sig', alg: 'RS256', kid: await calculateJwkThumbprint(jwk) },
      })
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey);
  }
}
