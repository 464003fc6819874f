import {
  type HttpBackend,
  HttpErrorResponse,
  HttpHeaders,
  type HttpRequest,
  HttpResponse,
  type HttpEvent,
} from '@angular/common/http';
import { inject } from '@angular/core';
import type { AccessToken, IDToken, OktaAuth, RefreshToken } from '@okta/okta-auth-js/core';
import { exportJWK, SignJWT } from 'jose';
import { defer, of, Subject, throwError, type Observable } from 'rxjs';
import { OKTA_AUTH } from '../app/auth/core/okta-config';

/** The org of the unit tests. Nothing answers there: requests end in {@link RecordingBackend}. */
export const ORG = 'https://org.example';
export const USERS_URL = `${ORG}/api/v1/users`;
export const ACCESS_TOKEN = 'an.access-token';

export const CONFIG = { issuer: ORG, clientId: '0oaUnitTest', scopes: ['openid'], dpop: true };

/** What the backend answers: status, headers and body of each request in turn; the last one stays. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** The far end of HttpClient: keeps each request as it would leave the page, and answers from a script. */
export class RecordingBackend implements HttpBackend {
  readonly requests: HttpRequest<unknown>[] = [];
  answers: Answer[] = [{}];

  handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return defer(() => {
      this.requests.push(request);
      const {
        status = 200,
        headers = {},
        body = null,
      } = this.answers[this.requests.length - 1] ?? this.answers.at(-1)!;
      const init = { status, headers: new HttpHeaders(headers), url: request.urlWithParams };
      return status >= 200 && status < 400
        ? of(new HttpResponse({ ...init, body }))
        : throwError(() => new HttpErrorResponse({ ...init, error: body }));
    });
  }

  /** The value of a header, request by request. */
  sent(header: string): (string | null)[] {
    return this.requests.map((request) => request.headers.get(header));
  }
}

/** To make an RSA key takes a busy machine seconds: it is made once for all specs. */
let madeOnce: Promise<CryptoKeyPair> | undefined;

function makeKeyPair(): Promise<CryptoKeyPair> {
  const publicExponent = new Uint8Array([1, 0, 1]);
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent };
  return crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
}

/** Puts a key pair into the database of okta-auth-js, as a sign-in would have left it; the same pair under each name. */
export async function storeKeyPair(pairId: string): Promise<CryptoKeyPair> {
  const keyPair = await (madeOnce ??= makeKeyPair());
  await inKeyStore((store) => store.put(keyPair, pairId));
  return keyPair;
}

/** How many key pairs okta-auth-js keeps in this browser. */
export async function countKeyPairs(): Promise<number> {
  return (await inKeyStore((store) => store.count())) as number;
}

/** For the next spec. */
export async function deleteKeyPairs(): Promise<void> {
  await inKeyStore((store) => store.clear());
}

function inKeyStore(action: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('OktaAuthJs', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('DPoPKeys');
    opening.onerror = () => reject(opening.error!);
    opening.onsuccess = () => {
      const database = opening.result;
      const request = action(database.transaction('DPoPKeys', 'readwrite').objectStore('DPoPKeys'));
      request.onerror = () => reject(request.error!);
      request.onsuccess = () => resolve(request.result);
      request.transaction!.oncomplete = () => database.close();
    };
  });
}

/** What differs from the tokens of an ordinary sign-in. */
export interface StoredTokens {
  /** Seconds; less than nothing: expired. */
  expiresIn?: number;
  /** None without it. */
  refreshToken?: string;
  /** Who signed in. */
  sub?: string;
  /** The access token. */
  token?: string;
}

/** Gives okta-auth-js tokens as a sign-in would have left them; with DPoP they are bound to the pair. */
export function storeTokens(
  oktaAuth: OktaAuth,
  dpopPairId?: string,
  { expiresIn = 3600, refreshToken, sub = '00u1', token = ACCESS_TOKEN }: StoredTokens = {},
): void {
  const expiresAt = Math.floor(Date.now() / 1000) + expiresIn;
  const urls = { authorizeUrl: `${ORG}/oauth2/v1/authorize`, userinfoUrl: `${ORG}/oauth2/v1/userinfo` };
  const accessToken = {
    accessToken: token,
    tokenType: dpopPairId ? 'DPoP' : 'Bearer',
    scopes: ['openid'],
    expiresAt,
    ...urls,
    ...(dpopPairId && { dpopPairId }),
  } as unknown as AccessToken;
  const idToken = {
    idToken: 'an.id.token',
    claims: { sub, name: 'Ada Example' },
    clientId: CONFIG.clientId,
    issuer: ORG,
    scopes: ['openid'],
    expiresAt,
    ...urls,
  } as unknown as IDToken;
  const refresh = {
    refreshToken,
    tokenUrl: `${ORG}/oauth2/v1/token`,
    issuer: ORG,
    scopes: ['openid'],
    expiresAt,
    ...urls,
    ...(dpopPairId && { dpopPairId }),
  } as unknown as RefreshToken;
  oktaAuth.tokenManager.setTokens({ accessToken, idToken, ...(refreshToken && { refreshToken: refresh }) });
}

const DISCOVERY = JSON.stringify({
  issuer: ORG,
  authorization_endpoint: `${ORG}/oauth2/v1/authorize`,
  jwks_uri: `${ORG}/oauth2/v1/keys`,
  code_challenge_methods_supported: ['S256'],
});

/** An ID token, signed with the key that {@link TokenEndpoint} publishes. */
export async function signIdToken(claims: { sub: string; nonce?: string }): Promise<string> {
  const { privateKey } = await (madeOnce ??= makeKeyPair());
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: 'org' })
    .setIssuer(ORG)
    .setAudience(CONFIG.clientId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey);
}

/** The token endpoint, and the org's keys, at the seam that okta-auth-js has for its own requests. */
export class TokenEndpoint {
  /** The parameters and the proof of each request for tokens. */
  readonly asked: { parameters: URLSearchParams; proof: string | null }[] = [];
  /** Answers in turn; the last one stays. Undefined: no answer. */
  answers: ({ status?: number; json: Record<string, unknown> } | undefined)[] = [
    { json: { token_type: 'DPoP', access_token: 'a.renewed.token', expires_in: 3600, refresh_token: 'second' } },
  ];
  /** Emits at each request for tokens, before it is answered. */
  readonly asks = new Subject<undefined>();
  /** Answers wait for it. */
  gate: Promise<unknown> = Promise.resolve();
  /** Whether the keys of the org cannot be fetched. */
  keysFail = false;

  constructor(oktaAuth: OktaAuth) {
    oktaAuth.options.httpRequestClient = async (_method, url, { headers, data }) => {
      if (url.endsWith('/openid-configuration')) return { status: 200, responseText: DISCOVERY, headers: {} };
      if (url.endsWith('/keys')) {
        if (this.keysFail) throw new TypeError('Failed to fetch');
        const key = { ...(await publicJwk(await (madeOnce ??= makeKeyPair()))), kid: 'org', alg: 'RS256', use: 'sig' };
        return { status: 200, responseText: JSON.stringify({ keys: [key] }), headers: {} };
      }
      if (url !== `${ORG}/oauth2/v1/token`) throw new TypeError(`Nobody asked for ${url}`);
      this.asked.push({ parameters: new URLSearchParams(data as string), proof: new Headers(headers).get('DPoP') });
      this.asks.next(undefined);
      const answer = this.answers[Math.min(this.asked.length, this.answers.length) - 1];
      await this.gate;
      if (!answer) throw new TypeError('Failed to fetch');
      const { status = 200, json } = answer;
      const response = { status, responseText: JSON.stringify(json), responseJSON: json, headers: {} };
      // okta-auth-js rejects with the answer itself.
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (status >= 400) throw response;
      return response;
    };
  }
}

/** The public half as the JWK that a proof should carry. */
export async function publicJwk(keyPair: CryptoKeyPair): Promise<object> {
  const { kty, e, n } = await exportJWK(keyPair.publicKey);
  return { kty, e, n };
}

/** For TestBed.runInInjectionContext. */
export const oktaAuthOf = (): OktaAuth => inject(OKTA_AUTH);
