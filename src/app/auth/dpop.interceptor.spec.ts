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
import { provideRouter } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { OktaAuth } from '@okta/okta-auth-js';
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
} from '../../testing/browser-session';
import { dpopInterceptor } from './dpop.interceptor';
import { provideOktaSession } from './provide-okta-session';

const CHALLENGE = {
  'WWW-Authenticate':
    'DPoP algs="RS256", error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof."',
};

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

  function start(config = CONFIG, above: HttpInterceptorFn[] = []): void {
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

    it('makes a fresh proof for each attempt of a retry() above it', async () => {
      backend.answers = [{ status: 503 }, { status: 503 }, { body: [] }];
      await firstValueFrom(http.get(USERS_URL).pipe(retry(2)));
      expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(3);
    });

    it('refuses to follow a redirect with a proof on board', async () => {
      await get();
      expect(backend.requests[0]!.redirect).toBe('error');
    });

    for (const status of [400, 401]) {
      it(`answers a nonce challenge with status ${status} with one more attempt that carries the nonce`, async () => {
        backend.answers = [{ status, headers: { ...CHALLENGE, 'DPoP-Nonce': 'n-1' } }, { body: [] }];
        await get();
        const claims = await sentClaims();
        expect(claims.map((claim) => claim['nonce'])).toEqual([undefined, 'n-1']);
        expect(claims[0]!['jti']).not.toBe(claims[1]!['jti']);
      });
    }

    it('remembers the nonce of the origin: the next request takes one attempt', async () => {
      backend.answers = [{ status: 400, headers: { ...CHALLENGE, 'DPoP-Nonce': 'n-1' } }, { body: [] }];
      await get();
      await get(`${ORG}/api/v1/apps`);
      expect((await sentClaims()).map((claim) => claim['nonce'])).toEqual([undefined, 'n-1', 'n-1']);
    });

    it('uses a newer nonce that came with an answer, a refused one included', async () => {
      backend.answers = [
        { headers: { 'DPoP-Nonce': 'n-1' } },
        { status: 404, headers: { 'DPoP-Nonce': 'n-2' } },
        { body: [] },
      ];
      await get();
      await get().catch(() => undefined);
      await get();
      expect((await sentClaims()).map((claim) => claim['nonce'])).toEqual([undefined, 'n-1', 'n-2']);
    });

    it('gives up after one more attempt when the challenge comes again', async () => {
      backend.answers = [{ status: 400, headers: { ...CHALLENGE, 'DPoP-Nonce': 'n-1' } }];
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ status: 400 }));
      expect(backend.requests.length).toBe(2);
    });

    it('does not try again without a nonce in the challenge', async () => {
      backend.answers = [{ status: 400, headers: CHALLENGE }];
      await expectAsync(get()).toBeRejected();
      expect(backend.requests.length).toBe(1);
    });

    it('does not try again for other proof errors or other statuses', async () => {
      const other = { 'WWW-Authenticate': 'DPoP error="invalid_dpop_proof"', 'DPoP-Nonce': 'n-1' };
      backend.answers = [
        { status: 400, headers: other },
        { status: 403, headers: { ...CHALLENGE, 'DPoP-Nonce': 'n-1' } },
      ];
      await get().catch(() => undefined);
      await get().catch(() => undefined);
      expect(backend.requests.length).toBe(2);
    });

    describe('whose proof the org has seen before, since the browser repeated the request by itself,', () => {
      const SEEN = {
        status: 400,
        headers: {
          'WWW-Authenticate':
            'DPoP error="invalid_dpop_proof", error_description="The DPoP proof JWT has already been used."',
        },
      };

      it('sends a safe request once more, with a fresh proof', async () => {
        backend.answers = [SEEN, { body: [] }];
        await get();
        expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(2);
      });

      it('gives up when that is refused, too', async () => {
        backend.answers = [SEEN];
        await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ status: 400 }));
        expect(backend.requests.length).toBe(2);
      });

      it('leaves a request that changes something to the caller', async () => {
        backend.answers = [SEEN];
        await expectAsync(firstValueFrom(http.post(USERS_URL, {}))).toBeRejected();
        expect(backend.requests.length).toBe(1);
      });
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

    it('hands on what else keeps it from making a proof, and the session stays', async () => {
      const broken = new DOMException('Internal error.', 'UnknownError');
      spyOn(oktaAuth, 'getDPoPAuthorizationHeaders').and.rejectWith(broken);
      await get().then(fail, (error: unknown) => expect(error).toBe(broken));
      expect(backend.requests.length).toBe(0);
      expect(oktaAuth.getAccessToken()).toBe(ACCESS_TOKEN);
    });

    it('fails with the reason when the key is gone, and sends nothing', async () => {
      storeTokens(oktaAuth, 'lost');
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'key-gone' }));
      expect(backend.requests.length).toBe(0);
      expect(oktaAuth.tokenManager.getTokensSync()).toEqual({});
    });
  });

  describe('when another tab signs in while a proof is made, and replaces the key', () => {
    /** The first proof fails, since its key is gone. */
    function signInElsewhere(sub?: string): void {
      start();
      storeTokens(oktaAuth, 'lost');
      const sign = oktaAuth.getDPoPAuthorizationHeaders.bind(oktaAuth);
      const signing = spyOn(oktaAuth, 'getDPoPAuthorizationHeaders').and.callFake((request) => {
        signing.and.callFake(sign);
        storeTokens(oktaAuth, 'pair', { token: 'a.newer.token', ...(sub && { sub }) });
        return sign(request);
      });
    }

    it('sends the request with the newer token and its key', async () => {
      signInElsewhere();
      await get();
      expect(backend.sent('Authorization')).toEqual(['DPoP a.newer.token']);
      expect((await sentClaims())[0]).toEqual(jasmine.objectContaining({ ath: await athOf('a.newer.token') }));
    });

    it('sends nothing when that is somebody else', async () => {
      signInElsewhere('00uSomebodyElse');
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'signed-out-elsewhere' }));
      expect(backend.requests.length).toBe(0);
    });
  });

  it('makes a fresh proof when an interceptor above it tries again', async () => {
    start(CONFIG, [(request, next) => next(request).pipe(retry(2))]);
    storeTokens(oktaAuth, 'pair');
    backend.answers = [{ status: 503 }, { status: 503 }, { body: [] }];
    await get();
    expect(new Set((await sentClaims()).map((claims) => claims['jti'])).size).toBe(3);
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
