import {
  HttpBackend,
  HttpClient,
  HttpErrorResponse,
  type HttpInterceptorFn,
  provideHttpClient,
  withFetch,
  withInterceptors,
} from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, withHashLocation } from '@angular/router';
import { BASE_URL, OKTA_AUTH, type OktaConfig } from './okta-config';
import type { OktaAuth } from '@okta/okta-auth-js/core';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { firstValueFrom, retry } from 'rxjs';
import {
  ACCESS_TOKEN,
  CONFIG,
  ORG,
  publicJwk,
  RecordingBackend,
  storeKeyPair,
  storeTokens,
  USERS_URL,
} from '../../../testing/browser-session';
import { DPOP_NONCES, dpopInterceptor } from './dpop.interceptor';
import { provideOktaSession } from './provide-okta-session';

/** RFC 9449 section 4.2. */
async function athOf(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');
}

describe('dpopInterceptor', () => {
  let backend: RecordingBackend;
  let oktaAuth: OktaAuth;
  let http: HttpClient;
  let keyPair: CryptoKeyPair;

  function start(config: OktaConfig = CONFIG, above: HttpInterceptorFn[] = []): void {
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([]),
        provideHttpClient(withFetch(), withInterceptors([...above, dpopInterceptor])),
        { provide: HttpBackend, useValue: backend },
        provideOktaSession(config),
      ],
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    http = TestBed.inject(HttpClient);
  }

  const get = (url = USERS_URL): Promise<unknown> => firstValueFrom(http.get(url));

  /** Judged by jose, which had no part in making it. */
  const claimsOf = async (proof: string | null): Promise<Record<string, unknown>> =>
    (await jwtVerify(proof!, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: ['RS256'] })).payload;
  const sentClaims = (): Promise<Record<string, unknown>[]> => Promise.all(backend.sent('DPoP').map(claimsOf));

  beforeEach(async () => {
    keyPair = await storeKeyPair('pair');
  });

  afterEach(async () => {
    oktaAuth.tokenManager.clear();
    await oktaAuth.stop();
  });

  describe('signed in with DPoP', () => {
    beforeEach(() => {
      start();
      storeTokens(oktaAuth, 'pair');
    });

    it('sends the token with the DPoP scheme and a proof that an independent verifier accepts', async () => {
      await get(`${USERS_URL}?limit=20#top`);

      expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`]);
      const { protectedHeader, payload } = await jwtVerify(backend.sent('DPoP')[0]!, EmbeddedJWK, { typ: 'dpop+jwt' });
      const ath = await athOf(ACCESS_TOKEN);
      expect(protectedHeader.jwk).toEqual(await publicJwk(keyPair));
      expect(payload).toEqual(jasmine.objectContaining({ htm: 'GET', htu: USERS_URL, ath }));
      expect(payload['nonce']).toBeUndefined();
    });

    it('leaves query parameters given as params out of htu', async () => {
      await firstValueFrom(http.get(USERS_URL, { params: { q: 'a b' } }));
      expect((await sentClaims())[0]!['htu']).toBe(USERS_URL);
      expect(backend.requests[0]!.urlWithParams).toBe(`${USERS_URL}?q=a%20b`);
    });

    it('names the method of the request in htm', async () => {
      await firstValueFrom(http.post(`${USERS_URL}/00u1`, {}));
      await firstValueFrom(http.delete(`${USERS_URL}/00u1`));
      expect((await sentClaims()).map((claims) => claims['htm'])).toEqual(['POST', 'DELETE']);
    });

    it('makes a fresh proof for each request', async () => {
      await Promise.all([get(), get(), get()]);
      expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(3);
    });

    it('carries the nonce that is kept for the origin, and no other', async () => {
      TestBed.inject(DPOP_NONCES).set(ORG, 'n-1').set('https://other.example', 'n-2');
      await get();
      expect((await sentClaims())[0]!['nonce']).toBe('n-1');
    });

    it('makes a fresh proof for each attempt of a retry() above it', async () => {
      backend.answers = [{ status: 503 }, { status: 503 }, { body: [] }];
      await firstValueFrom(http.get(USERS_URL).pipe(retry(2)));
      expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(3);
    });

    it('refuses to follow a redirect with a proof on board', async () => {
      await get();
      expect(backend.requests[0]!.redirect).toBe('error');
    });

    it('hands the error of the org on as it came', async () => {
      backend.answers = [{ status: 403, body: { errorCode: 'E0000006' } }];
      await get().then(fail, (error: unknown) => {
        expect(error).toBeInstanceOf(HttpErrorResponse);
        expect((error as HttpErrorResponse).error).toEqual({ errorCode: 'E0000006' });
      });
    });

    it('does not touch a request whose Authorization the caller has set', async () => {
      await firstValueFrom(http.get(USERS_URL, { headers: { Authorization: 'SSWS mine' } }));
      expect(backend.sent('Authorization')).toEqual(['SSWS mine']);
      expect(backend.sent('DPoP')).toEqual([null]);
    });

    it('sends neither token nor proof elsewhere, and never throws for an address', async () => {
      const elsewhere = [
        'https://evil.example/api/v1/users',
        'https://org.example@evil.example/api/',
        '/api/v1/users',
        'http://[::1',
        '',
      ];
      for (const url of elsewhere) await get(url);
      expect(backend.requests.map((request) => request.url)).toEqual(elsewhere);
      expect([...backend.sent('Authorization'), ...backend.sent('DPoP')].every((value) => value === null)).toBeTrue();
      expect(backend.requests.some((request) => request.redirect === 'error')).toBeFalse();
    });

    it('fails for a protected path that has two meanings, and sends nothing', async () => {
      for (const path of ['..%2foauth2/v1/token', '%2e%2e%5cadmin', 'a%00b', '%zz']) {
        await expectAsync(get(`${ORG}/api/${path}`)).toBeRejectedWithError(URIError);
      }
      expect(backend.requests.length).toBe(0);
    });

    it('hands on what keeps it from making a proof, and the session stays', async () => {
      const broken = new DOMException('Internal error.', 'UnknownError');
      spyOn(oktaAuth, 'getDPoPAuthorizationHeaders').and.rejectWith(broken);
      await get().then(fail, (error: unknown) => expect(error).toBe(broken));
      expect(backend.requests.length).toBe(0);
      expect(oktaAuth.getAccessToken()).toBe(ACCESS_TOKEN);
    });
  });

  it('makes a fresh proof when an interceptor above it tries again', async () => {
    start(CONFIG, [(request, next) => next(request).pipe(retry(2))]);
    storeTokens(oktaAuth, 'pair');
    backend.answers = [{ status: 503 }, { status: 503 }, { body: [] }];
    await get();
    expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(3);
  });

  it('signs for the resources on the list alone', async () => {
    start({ ...CONFIG, protectedResources: ['https://api.example/v1'] });
    storeTokens(oktaAuth, 'pair');
    const urls = ['https://api.example/v1/orders/a%40b?x', USERS_URL, 'https://api.example/v1-internal'];
    for (const url of urls) await get(url);
    expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`, null, null]);
    expect((await claimsOf(backend.sent('DPoP')[0]!))['htu']).toBe('https://api.example/v1/orders/a%40b');
  });

  it('signs nothing when the list is empty', async () => {
    start({ ...CONFIG, protectedResources: [] });
    storeTokens(oktaAuth, 'pair');
    await get();
    expect(backend.sent('Authorization')).toEqual([null]);
  });

  it('refuses to start with XMLHttpRequest, which forwards the proof on a redirect', () => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([]),
        provideHttpClient(withInterceptors([dpopInterceptor])),
        provideOktaSession(CONFIG),
      ],
    });
    expect(() => TestBed.inject(HttpClient)).toThrowError(/withFetch/);
    TestBed.resetTestingModule();
    start();
  });

  it('refuses to start where the address of the callback could not be found', () => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([], withHashLocation()),
        provideHttpClient(withFetch(), withInterceptors([dpopInterceptor])),
        provideOktaSession(CONFIG),
        { provide: BASE_URL, useValue: document.baseURI },
      ],
    });
    expect(() => TestBed.inject(HttpClient)).toThrowError(/withHashLocation/);
    TestBed.resetTestingModule();
    start();
  });

  it('lets a request before sign-in leave unsigned', async () => {
    start();
    await get();
    expect(backend.sent('Authorization')).toEqual([null]);
    expect(backend.sent('DPoP')).toEqual([null]);
  });

  it('with dpop: false sends Bearer to the same addresses only, without a proof', async () => {
    start({ ...CONFIG, dpop: false });
    storeTokens(oktaAuth);
    await get();
    await get('https://evil.example/api/v1/users');
    expect(backend.sent('Authorization')).toEqual([`Bearer ${ACCESS_TOKEN}`, null]);
    expect(backend.sent('DPoP')).toEqual([null, null]);
  });
});
