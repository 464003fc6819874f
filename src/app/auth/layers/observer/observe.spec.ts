import { HttpClient, HttpContext, HttpRequest } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { OKTA_AUTH } from '../../core/okta-config';
import { OktaAuth, type HttpRequestClient } from '@okta/okta-auth-js/core';
import { firstValueFrom, Subject } from 'rxjs';
import { makeProof } from '../../../../../dpop/make-proof';
import {
  ACCESS_TOKEN,
  ORG,
  publicJwk,
  RecordingBackend,
  storeKeyPair,
  storeTokens,
  USERS_URL,
} from '../../../../testing/browser-session';
import { provideAuth } from '../../../../testing/auth';
import type { DpopEvent, DpopObserver } from './dpop-observer';
import { observeAttempts, observeOktaAuth } from './observe';
import { observeSession } from './observe-session';
import { provideDpopObserver } from './provide-dpop-observer';
import { Session } from '../../core/session';
import { ath } from '../../../../../dpop/ath';

const CHALLENGE = 'DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof."';

describe('provideDpopObserver', () => {
  let backend: RecordingBackend;
  let events: DpopEvent[];
  let http: HttpClient;

  async function start(observer?: DpopObserver): Promise<void> {
    events = [];
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideAuth({ backend, retry: { serverErrorWaits: [1], networkWaits: [1] } }),
        observer ? provideDpopObserver(observer) : [],
      ],
    });
    http = TestBed.inject(HttpClient);
    await storeKeyPair('pair');
    storeTokens(TestBed.inject(OKTA_AUTH), 'pair');
  }
  const get = (): Promise<unknown> => firstValueFrom(http.get(`${USERS_URL}?q=a`));
  const callOf = (event: DpopEvent): number => ('call' in event ? event.call : NaN);
  const watch = (event: DpopEvent): void => void events.push(event);

  afterEach(async () => {
    await TestBed.inject(Session).clear();
    await TestBed.inject(OKTA_AUTH).stop();
  });

  it('sees each attempt of the interceptor: request, proof, answer, and why there is another one', async () => {
    await start(watch);
    backend.answers = [
      { status: 401, headers: { 'WWW-Authenticate': CHALLENGE, 'DPoP-Nonce': 'n-1' } },
      { status: 503, headers: { 'X-Okta-Request-Id': 'r-2' }, body: { errorCode: 'E0000010' } },
      { body: [] },
    ];
    await get();

    const [first] = events;
    const call = callOf(first!);
    const ms = jasmine.any(Number) as unknown as number;
    const token = { hash: await ath(ACCESS_TOKEN) };
    const request = { type: 'request', call, method: 'GET', url: `${USERS_URL}?q=a`, scheme: 'DPoP', token } as const;
    const proofs = backend.sent('DPoP');
    expect(events).toEqual([
      { ...request, attempt: 1, proof: proofs[0]! },
      {
        type: 'answer',
        call,
        attempt: 1,
        status: 401,
        milliseconds: ms,
        challenge: CHALLENGE,
        nonce: 'n-1',
        error: 'use_dpop_nonce',
      },
      { ...request, attempt: 2, proof: proofs[1]!, reason: 'nonce' },
      { type: 'answer', call, attempt: 2, status: 503, milliseconds: ms, error: 'E0000010', requestId: 'r-2' },
      { ...request, attempt: 3, proof: proofs[2]!, reason: 'server-error' },
      { type: 'answer', call, attempt: 3, status: 200, milliseconds: ms },
    ]);
  });

  it('tells a network fault in the words of the browser', async () => {
    spyOnProperty(navigator, 'onLine').and.returnValue(true); // a machine without a network says no
    await start(watch);
    backend.answers = [{ status: 0, body: new TypeError('Failed to fetch') }];
    await get().catch(() => undefined);
    expect(events.map(({ type }) => type)).toEqual(['request', 'fault', 'request', 'fault']);
    expect(events[1]).toEqual(jasmine.objectContaining({ message: 'Failed to fetch' }));
    expect(events[2]).toEqual(jasmine.objectContaining({ reason: 'network' }));
  });

  it('tells that the app has cancelled a request, once, and not after an answer', async () => {
    await start(watch);
    const never = new Subject<never>();
    const observed = observeAttempts(watch, () => never);
    const asked = observed(new HttpRequest('GET', USERS_URL)).subscribe();
    await Promise.resolve();
    await Promise.resolve();
    asked.unsubscribe();
    expect(events.map(({ type }) => type)).toEqual(['request', 'fault']);
    expect(events[1]).toEqual(jasmine.objectContaining({ message: 'cancelled by the app' }));
  });

  it('tells calls apart', async () => {
    await start(watch);
    await Promise.all([get(), get()]);
    expect(new Set(events.map(callOf)).size).toBe(2);
  });

  it('tells calls apart that share an observable or a context', async () => {
    await start(watch);
    const call = http.get(USERS_URL, { context: new HttpContext() });
    await Promise.all([call, call, call].map((each) => firstValueFrom(each)));
    expect(new Set(events.map(callOf)).size).toBe(3);
    expect(events.flatMap((event) => (event.type === 'request' ? [event.attempt] : []))).toEqual([1, 1, 1]);
  });

  it('never holds the access token', async () => {
    await start(watch);
    await get();
    expect(JSON.stringify(events)).not.toContain(ACCESS_TOKEN);
  });

  it('cannot break a request by throwing', async () => {
    const reported: unknown[] = [];
    spyOn(window, 'reportError').and.callFake((error: unknown) => void reported.push(error));
    const broken = new Error('broken observer');
    await start(() => {
      throw broken;
    });
    backend.answers = [{ body: ['ada'] }];
    expect(await get()).toEqual(['ada']);
    expect(reported).toEqual([broken, broken]);
  });

  it('leaves okta-auth-js as it is when there is none', async () => {
    await start();
    const untouched = new OktaAuth({ issuer: ORG, clientId: 'x', redirectUri: 'http://localhost/x' });
    expect(TestBed.inject(OKTA_AUTH).options.httpRequestClient).toBe(untouched.options.httpRequestClient);
  });

  describe('of okta-auth-js', () => {
    const TOKEN_URL = `${ORG}/oauth2/v1/token`;
    const PROOF = 'a.b.c';

    /** Answers 400 use_dpop_nonce first, 200 then. */
    function client(): HttpRequestClient {
      let asked = 0;
      return async () => {
        if (asked++ > 0) return { status: 200, responseText: '{"access_token":"secret"}', headers: {} };
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- as okta-auth-js does
        throw {
          status: 400,
          responseText: '',
          responseJSON: { error: 'use_dpop_nonce' },
          headers: { 'dpop-nonce': 'n-1' },
        };
      };
    }

    it('joins the attempts of one token request, and tells neither code nor token', async () => {
      await start(watch);
      const ask = observeOktaAuth(watch, client());
      const request = { headers: { DPoP: PROOF }, data: 'code=secret' };
      await expectAsync(ask('POST', TOKEN_URL, request)).toBeRejectedWith(jasmine.objectContaining({ status: 400 }));
      await ask('POST', TOKEN_URL, request);

      const call = callOf(events[0]!);
      const ms = jasmine.any(Number) as unknown as number;
      expect(events).toEqual([
        { type: 'request', call, attempt: 1, method: 'POST', url: TOKEN_URL, proof: PROOF },
        { type: 'answer', call, attempt: 1, status: 400, milliseconds: ms, nonce: 'n-1', error: 'use_dpop_nonce' },
        { type: 'request', call, attempt: 2, method: 'POST', url: TOKEN_URL, proof: PROOF, reason: 'nonce' },
        { type: 'answer', call, attempt: 2, status: 200, milliseconds: ms },
      ]);
      expect(JSON.stringify(events)).not.toContain('secret');
    });

    it('tells of the keys and the token of a sign-in, between its requests', async () => {
      await start(watch);
      const keyPair = await storeKeyPair('made');
      const jwk = await publicJwk(keyPair);
      const proof = await makeProof({ privateKey: keyPair.privateKey, jwk, alg: 'RS256' }, { htm: 'POST' });
      const token = `e30.${btoa(JSON.stringify({ cnf: { jkt: 'the-key' }, exp: 1800000000 }))}.x`;
      let asked = 0;
      const ask = observeOktaAuth(watch, async () => {
        if (asked++ === 0)
          // eslint-disable-next-line @typescript-eslint/only-throw-error -- as okta-auth-js does
          throw { status: 400, responseText: '', responseJSON: { error: 'use_dpop_nonce' }, headers: {} };
        const responseJSON = { access_token: token, token_type: 'DPoP', scope: 'openid email' };
        return { status: 200, responseText: '', responseJSON, headers: {} };
      });
      const request = { headers: { DPoP: proof }, data: 'grant_type=authorization_code&code=secret' };
      await ask('POST', TOKEN_URL, request).catch(() => undefined);
      await ask('POST', TOKEN_URL, request);

      expect(events.map(({ type }) => type)).toEqual(['keys-made', 'request', 'answer', 'request', 'answer', 'token']);
      expect(events[0]).toEqual({ type: 'keys-made', jwk });
      expect(events[1]).toEqual(jasmine.objectContaining({ grant: 'authorization_code' }));
      expect(events[5]).toEqual({
        type: 'token',
        ...{ hash: await ath(token), thumbprint: 'the-key', expires: 1800000000 },
        ...{ tokenType: 'DPoP', scopes: ['openid', 'email'] },
      });
      expect(JSON.stringify(events)).not.toContain('secret');
      expect(JSON.stringify(events)).not.toContain(token);
    });

    it('tells of a key that is deleted, once', async () => {
      await start(watch);
      await TestBed.inject(Session).clear();
      await TestBed.inject(Session).clear();
      expect(events).toEqual([{ type: 'keys-cleared' }]);
    });

    it('tells of the redirects, without what is secret in them', async () => {
      await start(watch);
      const oktaAuth = TestBed.inject(OKTA_AUTH);
      const left: string[] = [];
      observeSession(watch, oktaAuth, { assign: (url: string) => left.push(url) } as unknown as Location);
      const url = `${ORG}/oauth2/v1/authorize?client_id=a&state=secret&nonce=secret`;
      oktaAuth.options.setLocation!(url);
      await Promise.resolve();
      await Promise.resolve();
      expect(left).toEqual([url]);
      expect(events).toEqual([
        { type: 'redirect', to: 'authorize', url: `${ORG}/oauth2/v1/authorize?client_id=a&state=…&nonce=…` },
      ]);
    });

    it('is in place from the start', async () => {
      await start(watch);
      const sent = spyOn(window, 'fetch').and.rejectWith(new TypeError('Failed to fetch'));
      const oktaAuth = TestBed.inject(OKTA_AUTH);
      await oktaAuth.revokeAccessToken(oktaAuth.tokenManager.getTokensSync().accessToken).catch(() => undefined);
      expect(sent).toHaveBeenCalledTimes(1);
      expect(events).toEqual([
        jasmine.objectContaining({ type: 'request', scheme: 'Basic', url: `${ORG}/oauth2/v1/revoke` }),
        jasmine.objectContaining({ type: 'fault', message: 'Failed to fetch' }),
      ]);
    });
  });
});
