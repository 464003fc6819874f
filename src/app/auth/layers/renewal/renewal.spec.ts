import { HttpClient } from '@angular/common/http';
import { effect } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { OktaAuth, Tokens } from '@okta/okta-auth-js/core';
import { EmbeddedJWK, jwtVerify } from 'jose';
import { firstValueFrom, Subject } from 'rxjs';
import { provideAuth, sessionProblem } from '../../../../testing/auth';
import {
  ACCESS_TOKEN,
  countKeyPairs,
  deleteKeyPairs,
  publicJwk,
  RecordingBackend,
  signIdToken,
  storeKeyPair,
  type StoredTokens,
  storeTokens,
  TokenEndpoint,
  USERS_URL,
} from '../../../../testing/browser-session';
import { until } from '../../../../testing/until';
import { OKTA_AUTH } from '../../core/okta-config';
import { Session } from '../../core/session';
import { Waits } from '../waits';
import { RENEWAL_TIMEOUT } from './renewal';

const EXPIRED = { expiresIn: -1, refreshToken: 'first' };
const RENEWED = { token_type: 'DPoP', access_token: 'a.renewed.token', expires_in: 3600, refresh_token: 'second' };
const REVOKED = {
  status: 401,
  headers: {
    'WWW-Authenticate': 'DPoP error="invalid_token", error_description="The access token has been revoked."',
  },
};
const REFUSED = {
  status: 400,
  json: { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' },
};

describe('Renewal', () => {
  let backend: RecordingBackend;
  let endpoint: TokenEndpoint;
  let oktaAuth: OktaAuth;
  let http: HttpClient;
  let session: Session;
  let keyPair: CryptoKeyPair;
  let timeout = 45_000;

  beforeEach(async () => {
    keyPair = await storeKeyPair('pair');
    backend = new RecordingBackend();
    TestBed.configureTestingModule({
      providers: [
        provideAuth({ backend, retry: { serverErrorWaits: [], networkWaits: [] } }),
        { provide: RENEWAL_TIMEOUT, useFactory: () => timeout },
      ],
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    endpoint = new TokenEndpoint(oktaAuth);
    http = TestBed.inject(HttpClient);
    session = TestBed.inject(Session);
  });

  afterEach(async () => {
    await session.clear();
    await deleteKeyPairs();
    await oktaAuth.stop();
    localStorage.clear(); // okta-auth-js caches the discovery document and the keys of the org there
  });

  const get = (): Promise<unknown> => firstValueFrom(http.get(USERS_URL));
  const tokens = (): Tokens => oktaAuth.tokenManager.getTokensSync();

  async function athOf(token: string): Promise<string> {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)));
    return btoa(String.fromCharCode(...digest))
      .replace(/\+/g, '-')
      .replace(/\//g, '_')
      .replace(/=/g, '');
  }

  it('renews an expired token once for twenty requests, with the same key, and each proof fits its token', async () => {
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await Promise.all(Array.from({ length: 20 }, get));

    expect(endpoint.asked.map(({ parameters }) => parameters.get('refresh_token'))).toEqual(['first']);
    const renewal = await jwtVerify(endpoint.asked[0]!.proof!, EmbeddedJWK);
    expect(renewal.protectedHeader.jwk).toEqual(await publicJwk(keyPair));
    expect(backend.sent('Authorization')).toEqual(Array.from({ length: 20 }, () => 'DPoP a.renewed.token'));
    const ath = await athOf('a.renewed.token');
    const proofs = await Promise.all(backend.sent('DPoP').map((proof) => jwtVerify(proof!, EmbeddedJWK)));
    expect(proofs.every(({ payload }) => payload['ath'] === ath)).toBeTrue();
    expect(new Set(proofs.map(({ payload }) => payload.jti)).size).toBe(20);
  });

  it('uses each refresh token once, and stays signed in meanwhile', async () => {
    const json = { token_type: 'DPoP', expires_in: 1 };
    endpoint.answers = [
      { json: { ...json, access_token: 'a.b.1', refresh_token: 'second' } },
      { json: { ...json, access_token: 'a.b.2', refresh_token: 'third' } },
    ];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await get();
    await get();
    expect(endpoint.asked.map(({ parameters }) => parameters.get('refresh_token'))).toEqual(['first', 'second']);
    expect(backend.sent('Authorization')).toEqual(['DPoP a.b.1', 'DPoP a.b.2']);
    expect(session.signedIn()).toBeTrue();
  });

  it('keeps the ID token, and the refresh token of an org that does not rotate', async () => {
    endpoint.answers = [{ json: { token_type: 'DPoP', access_token: 'a.b.1', expires_in: 3600 } }];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await get();
    expect(Object.keys(tokens()).sort()).toEqual(['accessToken', 'idToken', 'refreshToken']);
    expect(oktaAuth.getRefreshToken()).toBe('first');
  });

  it('waits for another tab that is renewing, and takes its token', async () => {
    storeTokens(oktaAuth, 'pair', EXPIRED);
    const otherTab = new Subject<undefined>();
    const lock = navigator.locks.request('okta-token-storage', () => firstValueFrom(otherTab));
    const answer = get();
    await navigator.locks.query(); // the request waits behind the other tab by now
    storeTokens(oktaAuth, 'pair', { token: 'of.another.tab', refreshToken: 'second' });
    otherTab.next(undefined);
    await Promise.all([lock, answer]);
    expect(endpoint.asked).toEqual([]);
    expect(backend.sent('Authorization')).toEqual(['DPoP of.another.tab']);
  });

  it('ends the session when the org refuses the refresh token: no loop, no frame, nothing left', async () => {
    endpoint.answers = [REFUSED];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    const outcomes = await Promise.allSettled([get(), get(), get()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'renewal-refused' }));

    expect(endpoint.asked.length).toBe(1);
    expect(backend.requests.length).toBe(0);
    expect(document.querySelector('iframe[src*="authorize"]')).toBeNull();
    expect(tokens()).toEqual({});
    expect(await countKeyPairs()).toBe(0);
    expect(session.signedIn()).toBeFalse();
    expect(await sessionProblem()).toEqual(
      jasmine.objectContaining({
        title: 'Your session has ended',
        code: 'invalid_grant',
        detail: 'The refresh token is invalid or expired.',
        signIn: true,
      }),
    );
  });

  it('ends the session when the refresh token is bound to another key', async () => {
    const error_description = 'Invalid DPoP Public Key binding in refresh token';
    endpoint.answers = [{ status: 400, json: { error: 'invalid_dpop_proof', error_description } }];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'renewal-refused' }));
    expect(tokens()).toEqual({});
  });

  it('ends the session when the key is gone before a renewal, and asks nobody', async () => {
    storeTokens(oktaAuth, 'lost', EXPIRED);
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'key-gone' }));
    expect(endpoint.asked).toEqual([]);
    expect(tokens()).toEqual({});
    expect((await sessionProblem()).title).toBe('The key of this session is gone');
  });

  it('ends the session when there is no refresh token', async () => {
    storeTokens(oktaAuth, 'pair', { expiresIn: -1 });
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'expired' }));
    expect(endpoint.asked).toEqual([]);
    expect((await sessionProblem()).title).toBe('Your session has expired');
  });

  for (const [name, answer] of [
    ['the org fails', { status: 503, json: { errorCode: 'E0000010' } }],
    ['there is no answer', undefined],
  ] as const) {
    it(`keeps the tokens when ${name}, and tries again at the next request`, async () => {
      endpoint.answers = [answer, ...endpoint.answers];
      storeTokens(oktaAuth, 'pair', EXPIRED);
      await expectAsync(get()).toBeRejected();
      expect(session.signedIn()).toBeTrue();
      await get();
      expect(backend.sent('Authorization')).toEqual(['DPoP a.renewed.token']);
    });
  }

  it('asks a failing org once for requests that are made at the same time', async () => {
    endpoint.answers = [{ status: 503, json: { errorCode: 'E0000010' } }];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await Promise.allSettled([get(), get(), get()]);
    expect(endpoint.asked.length).toBe(1);
  });

  it('takes a new ID token of the same user, and ends the session for one of another user', async () => {
    const json = { token_type: 'DPoP', access_token: 'a.b.1', expires_in: 1, refresh_token: 'second' };
    endpoint.answers = [
      { json: { ...json, id_token: await signIdToken({ sub: '00u1' }) } },
      { json: { ...json, access_token: 'a.b.2', id_token: await signIdToken({ sub: '00u2' }) } },
    ];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await get();
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'renewal-refused' }));
    expect(backend.sent('Authorization')).toEqual(['DPoP a.b.1']);
    expect(tokens()).toEqual({});
    expect(await sessionProblem()).toEqual(
      jasmine.objectContaining({ detail: 'The new ID token is of another user.' }),
    );
  });

  it('takes no bearer token', async () => {
    endpoint.answers = [{ json: { token_type: 'Bearer', access_token: 'a.bearer.token', expires_in: 3600 } }];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await expectAsync(get()).toBeRejectedWithError(/"token_type" was not DPoP/);
    expect(backend.requests.length).toBe(0);
    expect(oktaAuth.tokenManager.getTokensSync().accessToken?.accessToken).toBe(ACCESS_TOKEN);
  });

  it('sends nothing unsigned when the org renews without an access token, and keeps the tokens', async () => {
    endpoint.answers = [{ json: { token_type: 'DPoP', expires_in: 3600 } }];
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await expectAsync(get()).toBeRejectedWithError(/no access token/);
    expect(backend.requests.length).toBe(0);
    expect(oktaAuth.getRefreshToken()).toBe('first');
  });

  /** A request whose renewal has reached the org, which answers when it is released. */
  async function renewSlowly(): Promise<{ answer: Promise<unknown>; release: () => void }> {
    const slow = new Subject<undefined>();
    endpoint.gate = firstValueFrom(slow);
    storeTokens(oktaAuth, 'pair', EXPIRED);
    const asked = firstValueFrom(endpoint.asks);
    const answer = get();
    await asked;
    return { answer, release: () => slow.next(undefined) };
  }

  describe('given up, since the org took too long,', () => {
    /** Renews at an org that answers when told to, after the request has given up. @returns what lets it answer */
    async function giveUp(): Promise<() => Promise<void>> {
      const { answer, release } = await renewSlowly();
      const wait = window.setTimeout.bind(window);
      await expectAsync(answer).toBeRejectedWith(jasmine.objectContaining({ name: 'TimeoutError' }));
      return async () => {
        release();
        endpoint.gate = Promise.resolve();
        await new Promise((resolve) => wait(resolve, 50));
      };
    }

    beforeEach(() => (timeout = 30));
    afterEach(() => (timeout = 45_000));

    it('lets the next request try', async () => {
      await giveUp();
      endpoint.gate = Promise.resolve();
      expect(tokens()).toEqual(jasmine.objectContaining({ refreshToken: jasmine.anything() }));
      await get();
      expect(backend.requests.length).toBe(1);
    });

    it('writes nothing after a sign-out', async () => {
      const answerLate = await giveUp();
      await session.clear();
      await answerLate();
      expect(tokens()).toEqual({});
    });

    for (const [name, answers] of [
      ['answer', undefined],
      ['refusal', [REFUSED]],
    ] as const) {
      it(`leaves a newer session alone when the ${name} comes late`, async () => {
        if (answers) endpoint.answers = [...answers];
        const answerLate = await giveUp();
        storeTokens(oktaAuth, 'pair', { token: 'of.the.new.session', refreshToken: 'of the new session' });
        await answerLate();
        expect(oktaAuth.getAccessToken()).toBe('of.the.new.session');
        expect(oktaAuth.getRefreshToken()).toBe('of the new session');
      });
    }
  });

  it('stores the new refresh token before the keys of the org are asked for', async () => {
    endpoint.answers = [{ json: { ...RENEWED, id_token: await signIdToken({ sub: '00u1' }) } }];
    endpoint.keysFail = true;
    storeTokens(oktaAuth, 'pair', EXPIRED);
    await get();
    expect(oktaAuth.getRefreshToken()).toBe('second');
    expect(backend.sent('Authorization')).toEqual(['DPoP a.renewed.token']);
    expect(session.user()?.name).toBe('Ada Example');
  });

  it('does not bring tokens back that were deleted while the org took its time', async () => {
    const { answer, release } = await renewSlowly();
    oktaAuth.tokenManager.clear();
    release();
    await expectAsync(answer).toBeRejectedWith(jasmine.objectContaining({ reason: 'signed-out-elsewhere' }));
    expect(tokens()).toEqual({});
    expect(await countKeyPairs()).toBe(0);
  });

  describe('when another tab stores tokens while the org takes its time', () => {
    async function renewWhile(stored: StoredTokens): Promise<unknown> {
      const { answer, release } = await renewSlowly();
      storeTokens(oktaAuth, 'pair', stored);
      release();
      return answer;
    }

    afterEach(async () => {
      expect(tokens().accessToken?.accessToken).toBe('a.newer.token');
      expect(await countKeyPairs()).toBe(1);
    });

    it('uses the token of that tab', async () => {
      await renewWhile({ token: 'a.newer.token' });
      expect(backend.sent('Authorization')).toEqual(['DPoP a.newer.token']);
    });

    it('uses it, too, when the org refuses the old refresh token', async () => {
      endpoint.answers = [{ status: 400, json: { error: 'invalid_grant' } }];
      await renewWhile({ token: 'a.newer.token' });
      expect(backend.sent('Authorization')).toEqual(['DPoP a.newer.token']);
    });

    it('sends nothing with the token of another user', async () => {
      const ended = jasmine.objectContaining({ reason: 'other-user' });
      await expectAsync(renewWhile({ token: 'a.newer.token', sub: '00uSomebodyElse' })).toBeRejectedWith(ended);
      expect(backend.requests.length).toBe(0);
    });
  });

  it('ends the session when the key is gone as a proof is made, and sends nothing', async () => {
    storeTokens(oktaAuth, 'lost');
    await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'key-gone' }));
    expect(backend.requests.length).toBe(0);
    expect(tokens()).toEqual({});
  });

  describe('when another tab signs in while a proof is made, and replaces the key', () => {
    /** The first proof fails, since its key is gone. */
    function signInElsewhere(sub?: string): void {
      storeTokens(oktaAuth, 'lost');
      const sign = oktaAuth.getDPoPAuthorizationHeaders.bind(oktaAuth);
      const signing = spyOn(oktaAuth, 'getDPoPAuthorizationHeaders').and.callFake((request) => {
        signing.and.callFake(sign);
        storeTokens(oktaAuth, 'pair', { token: 'a.newer.token', ...(sub && { sub }) });
        return sign(request);
      });
    }

    afterEach(async () => {
      expect(session.signedIn()).toBeTrue();
      expect(await countKeyPairs()).toBe(1);
    });

    it('sends the request with the newer token and its key', async () => {
      signInElsewhere();
      await get();
      expect(backend.sent('Authorization')).toEqual(['DPoP a.newer.token']);
      const { payload } = await jwtVerify(backend.sent('DPoP')[0]!, EmbeddedJWK);
      expect(payload['ath']).toBe(await athOf('a.newer.token'));
    });

    it('does so however many tabs sign in one after the other', async () => {
      storeTokens(oktaAuth, 'lost');
      const sign = oktaAuth.getDPoPAuthorizationHeaders.bind(oktaAuth);
      let tabs = 0;
      spyOn(oktaAuth, 'getDPoPAuthorizationHeaders').and.callFake(async (request) => {
        tabs++;
        if (tabs === 4) await storeKeyPair('pair');
        if (tabs <= 4) storeTokens(oktaAuth, tabs < 4 ? `lost ${tabs}` : 'pair', { token: `of.tab.${tabs}` });
        return sign(request);
      });
      await get();
      expect(backend.sent('Authorization')).toEqual(['DPoP of.tab.4']);
    });

    it('sends nothing when that is another user', async () => {
      signInElsewhere('00uSomebodyElse');
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'other-user' }));
      expect(backend.requests.length).toBe(0);
    });
  });

  it('finishes a request that waits for an API as nobody but the user it began with', async () => {
    storeTokens(oktaAuth, 'pair');
    backend.answers = [{ status: 429, headers: { 'X-Rate-Limit-Reset': String(Math.ceil(Date.now() / 1000)) } }];
    const answer = get();
    await until(TestBed.inject(Waits).longest);
    storeTokens(oktaAuth, 'pair', { token: 'of.another.user', sub: '00uSomebodyElse' });
    await expectAsync(answer).toBeRejectedWith(jasmine.objectContaining({ reason: 'other-user' }));
    expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`]);
  });

  describe('a token that the API refuses', () => {
    beforeEach(() => storeTokens(oktaAuth, 'pair', { refreshToken: 'first' }));

    it('is renewed once, and a safe request is sent once more with a new proof', async () => {
      backend.answers = [REVOKED, { body: [] }];
      await get();
      expect(endpoint.asked.length).toBe(1);
      expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`, 'DPoP a.renewed.token']);
      expect(new Set(backend.sent('DPoP')).size).toBe(2);
    });

    it('is an error when the new one is refused as well', async () => {
      backend.answers = [REVOKED];
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ status: 401 }));
      expect([backend.requests.length, endpoint.asked.length]).toEqual([2, 1]);
    });

    it('is renewed once for requests that were refused at the same time', async () => {
      backend.answers = [REVOKED, REVOKED, REVOKED, { body: [] }];
      await Promise.all([get(), get(), get()]);
      expect(endpoint.asked.length).toBe(1);
    });

    it('is renewed for a request that changes something, too: the refusal proves that nothing was done', async () => {
      backend.answers = [REVOKED, { body: {} }];
      await firstValueFrom(http.post(USERS_URL, {}));
      expect(backend.sent('Authorization')).toEqual([`DPoP ${ACCESS_TOKEN}`, 'DPoP a.renewed.token']);
    });

    it('is an error, and no end of the session, when there is no refresh token', async () => {
      oktaAuth.tokenManager.removeRefreshToken();
      backend.answers = [REVOKED];
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ status: 401 }));
      expect(session.signedIn()).toBeTrue();
    });

    it('is not renewed when the org refuses something else with 401', async () => {
      backend.answers = [{ status: 401, headers: { 'WWW-Authenticate': 'DPoP error="invalid_request"' } }];
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ status: 401 }));
      expect([backend.requests.length, endpoint.asked.length]).toEqual([1, 0]);
    });

    it('ends the session when it cannot be renewed', async () => {
      backend.answers = [REVOKED];
      endpoint.answers = [REFUSED];
      await expectAsync(get()).toBeRejectedWith(jasmine.objectContaining({ reason: 'renewal-refused' }));
    });
  });

  describe('for a request that is made in an effect', () => {
    function countRuns(): { runs: number } {
      const counted = { runs: 0 };
      TestBed.runInInjectionContext(() =>
        effect(() => {
          counted.runs++;
          http.get(USERS_URL).subscribe({ error: () => undefined });
        }),
      );
      return counted;
    }

    /** Lets effects, requests and what comes of them run for a while. */
    async function settle(): Promise<void> {
      for (let turn = 0; turn < 20; turn++) {
        TestBed.tick();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }

    it('runs the effect once when nobody is signed in', async () => {
      const counted = countRuns();
      await settle();
      expect(counted.runs).toBe(1);
    });

    it('runs it once when the session ends, and is renewed', async () => {
      storeTokens(oktaAuth, 'pair', EXPIRED);
      const counted = countRuns();
      await settle();
      endpoint.answers = [REFUSED];
      storeTokens(oktaAuth, 'pair', EXPIRED);
      const other = countRuns();
      await settle();
      expect([counted.runs, other.runs]).toEqual([1, 1]);
      expect(session.signedIn()).toBeFalse();
    });
  });
});
