import { HttpBackend, HttpClient, provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { OktaAuth } from '@okta/okta-auth-js/core';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { firstValueFrom } from 'rxjs';
import {
  CONFIG,
  ORG,
  RecordingBackend,
  storeKeyPair,
  storeTokens,
  USERS_URL,
} from '../../../../testing/browser-session';
import { dpopInterceptor } from '../../core/dpop.interceptor';
import { OKTA_AUTH } from '../../core/okta-config';
import { provideOktaSession } from '../../core/provide-okta-session';
import { nonceInterceptor } from './nonce.interceptor';

const CHALLENGE = {
  'WWW-Authenticate':
    'DPoP algs="RS256", error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof."',
};

const API = 'https://api.example/v1/';

describe('nonceInterceptor', () => {
  let backend: RecordingBackend;
  let oktaAuth: OktaAuth;
  let http: HttpClient;

  beforeEach(async () => {
    await storeKeyPair('pair');
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideRouter([]),
        provideHttpClient(withFetch(), withInterceptors([nonceInterceptor, dpopInterceptor])),
        { provide: HttpBackend, useValue: backend },
        provideOktaSession({ ...CONFIG, protectedResources: [`${ORG}/api/`, API] }),
      ],
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    http = TestBed.inject(HttpClient);
    storeTokens(oktaAuth, 'pair');
  });

  afterEach(() => oktaAuth.tokenManager.clear());

  const get = (url = USERS_URL): Promise<unknown> => firstValueFrom(http.get(url));
  const sentClaims = (): Promise<Record<string, unknown>[]> =>
    Promise.all(backend.sent('DPoP').map(async (proof) => (await jwtVerify(proof!, EmbeddedJWK)).payload));

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

  it('keeps a nonce for the origin that gave it, and for no other', async () => {
    backend.answers = [{ headers: { 'DPoP-Nonce': 'of Okta' } }, { headers: { 'DPoP-Nonce': 'of the API' } }, {}];
    for (const url of [USERS_URL, API, USERS_URL, API]) await get(url);
    expect((await sentClaims()).map((claim) => claim['nonce'])).toEqual([
      undefined,
      undefined,
      'of Okta',
      'of the API',
    ]);
  });

  it('leaves every other request alone', async () => {
    const challenge = { status: 400, headers: { ...CHALLENGE, 'DPoP-Nonce': 'n-1' } };
    backend.answers = [challenge, {}];
    await expectAsync(get('https://evil.example/api/')).toBeRejectedWith(jasmine.objectContaining({ status: 400 }));
    expect(backend.requests.length).toBe(1);
  });
});
