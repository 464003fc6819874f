import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { OktaAuth } from '@okta/okta-auth-js/core';
import { firstValueFrom, Subject } from 'rxjs';
import { provideAuth, sessionProblem } from '../../../testing/auth';
import {
  CONFIG,
  countKeyPairs,
  deleteKeyPairs,
  ORG,
  storeKeyPair,
  storeTokens,
} from '../../../testing/browser-session';
import { signedInGuard } from '../layers/routes/signed-in.guard';
import { OKTA_AUTH } from './okta-config';
import { Session } from './session';

@Component({ template: '' })
class Page {}

function fail(): never {
  throw new DOMException('Internal error.', 'UnknownError');
}

/** The org at the seam that okta-auth-js has for it: which calls were made, and how many keys there were at the time. */
class Org {
  readonly calls: { url: string; keys: number; tokens: boolean }[] = [];
  down = false;
  /** An error that each request gets. */
  answer: { status: number; responseText: string; headers: Record<string, string> } | undefined;

  constructor(private readonly oktaAuth: OktaAuth) {
    oktaAuth.options.httpRequestClient = async (method, url) => {
      this.calls.push({ url: `${method} ${url}`, keys: await countKeyPairs(), tokens: !!oktaAuth.getAccessToken() });
      if (this.down) throw new TypeError('Failed to fetch');
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- as okta-auth-js does
      if (this.answer) throw this.answer;
      const discovery = {
        issuer: ORG,
        authorization_endpoint: `${ORG}/oauth2/v1/authorize`,
        code_challenge_methods_supported: ['S256'],
      };
      return {
        status: 200,
        responseText: url.includes('openid-configuration') ? JSON.stringify(discovery) : '',
        headers: {},
      };
    };
    oktaAuth.options.setLocation = (url: string) =>
      void this.left.push({ url: new URL(url), keys: countKeyPairs(), tokens: !!oktaAuth.getAccessToken() });
  }

  /** The pages that were left for the org. */
  readonly left: { url: URL; keys: Promise<number>; tokens: boolean }[] = [];
}

describe('Session', () => {
  let oktaAuth: OktaAuth;
  let session: Session;
  let org: Org;

  function start(config = CONFIG): void {
    TestBed.configureTestingModule({
      providers: provideAuth({
        config,
        routes: [
          { path: 'users', component: Page, canActivate: [signedInGuard] },
          { path: '**', component: Page },
        ],
      }),
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    org = new Org(oktaAuth);
    session = TestBed.inject(Session);
  }

  afterEach(async () => {
    await session.clear();
    await deleteKeyPairs();
    sessionStorage.clear();
    localStorage.clear(); // okta-auth-js caches the discovery document there
    await oktaAuth.stop();
  });

  it('clears orphan keys and tokens before it leaves for the org', async () => {
    start();
    await storeKeyPair('orphan');
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');

    await session.signIn('/users?q=a');

    expect(org.left.length).toBe(1);
    expect(await org.left[0]!.keys).toBe(0);
    expect(org.left[0]!.tokens).toBeFalse();
    expect(org.calls.every((call) => call.keys === 0 && !call.tokens)).toBeTrue();
    expect(oktaAuth.getOriginalUri()).toBe('/users?q=a');
  });

  it('leaves with PKCE (S256), the scopes and the redirect address', async () => {
    start();
    await session.signIn('/');
    const { origin, searchParams } = org.left[0]!.url;
    expect(origin).toBe(ORG);
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(searchParams.get('scope')).toBe('openid');
    expect(searchParams.get('redirect_uri')).toBe(new URL('login/callback', document.baseURI).href);
  });

  it('tells that the org did not answer, and stays', async () => {
    start();
    org.down = true;
    await session.signIn('/');
    expect((await sessionProblem()).title).toBe('The org did not answer');
    expect(org.left).toEqual([]);
  });

  it('signs out here when the org does not answer, and says what could not be revoked', async () => {
    start();
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');
    org.down = true;

    await session.signOut();

    expect(org.calls.map((call) => call.url)).toEqual([`POST ${ORG}/oauth2/v1/revoke`]);
    expect(await countKeyPairs()).toBe(0);
    expect(oktaAuth.getAccessToken()).toBeUndefined();
    expect((await sessionProblem()).title).toContain('did not answer');
  });

  it('is signed out here and in other tabs before the org is asked', async () => {
    start();
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair', { refreshToken: 'first' });
    spyOn(oktaAuth, 'signOut').and.resolveTo(true);
    await session.signOut();
    expect(org.calls.map(({ url, keys, tokens }) => ({ url, keys, tokens }))).toEqual([
      { url: `POST ${ORG}/oauth2/v1/revoke`, keys: 0, tokens: false },
      { url: `POST ${ORG}/oauth2/v1/revoke`, keys: 0, tokens: false },
    ]);
    expect(session.error()).toBeUndefined();
  });

  it('tells on the page after the sign-out what an org refused to revoke, once', async () => {
    start();
    storeTokens(oktaAuth, 'pair', { refreshToken: 'first' });
    org.answer = { status: 503, responseText: '', headers: {} };
    const left = spyOn(oktaAuth, 'signOut').and.resolveTo(true);
    await session.signOut();
    expect(left).toHaveBeenCalledTimes(1);
    expect(session.error()).toBeUndefined();

    TestBed.resetTestingModule();
    start();
    const { title, remedy } = await sessionProblem();
    expect(title).toBe('Signed out, but the org did not revoke everything');
    expect(remedy).toContain('refresh token and access token');
    TestBed.resetTestingModule();
    start();
    expect(session.error()).toBeUndefined();
  });

  for (const [name, open] of [
    ['fails', fail],
    ['never answers', () => ({}) as IDBOpenDBRequest],
  ] as const) {
    it(`revokes all the same when the key store ${name}, and says afterwards that the key is still there`, async () => {
      start();
      storeTokens(oktaAuth, 'pair', { refreshToken: 'first' });
      const left = spyOn(oktaAuth, 'signOut').and.resolveTo(true);
      const revoking = [spyOn(oktaAuth, 'revokeRefreshToken'), spyOn(oktaAuth, 'revokeAccessToken')];
      for (const revoke of revoking) revoke.and.resolveTo();
      const opening = spyOn(indexedDB, 'open').and.callFake(open);
      const wait = window.setTimeout.bind(window);
      const waiting = spyOn(window, 'setTimeout').and.callFake(((work: () => void, milliseconds?: number) =>
        wait(work, Math.min(milliseconds ?? 0, 20))) as typeof setTimeout);
      await session.signOut();
      waiting.and.callThrough();
      opening.and.callThrough();
      expect(revoking.map(({ calls }) => calls.count())).toEqual([1, 1]);
      expect(left).toHaveBeenCalledTimes(1);
      TestBed.resetTestingModule();
      start();
      expect((await sessionProblem()).title).toBe('Signed out, but this browser kept the key');
    });
  }

  it('leaves alone what another tab has begun while it waited for the lock, and takes it', async () => {
    start();
    const otherTab = new Subject<undefined>();
    const lock = navigator.locks.request('okta-token-storage', () => firstValueFrom(otherTab));
    const signingIn = session.signIn('/elsewhere');
    await navigator.locks.query(); // waits behind the other tab by now
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');
    otherTab.next(undefined);
    await Promise.all([lock, signingIn]);
    expect(session.signedIn()).toBeTrue();
    expect(await countKeyPairs()).toBe(1);
    expect(TestBed.inject(Router).url).toBe('/elsewhere');
    expect(org.left).toEqual([]);
  });

  it('does not wait for ever for a slow org to revoke', async () => {
    start();
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');
    oktaAuth.options.httpRequestClient = () => new Promise(() => undefined);
    const wait = window.setTimeout.bind(window);
    const timeout = spyOn(window, 'setTimeout').and.callFake(((work: () => void, milliseconds?: number) =>
      wait(work, Math.min(milliseconds ?? 0, 200))) as typeof setTimeout);
    await session.signOut();
    timeout.and.callThrough();
    expect((await sessionProblem()).title).toContain('did not answer');
    expect(oktaAuth.getAccessToken()).toBeUndefined();
  });

  it('knows who is signed in', async () => {
    start();
    expect(session.signedIn()).toBeFalse();
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');
    expect(session.signedIn()).toBeTrue();
    expect(session.user()?.name).toBe('Ada Example');
  });

  it('counts nobody as signed in whose token has expired for good, or who has no ID token', () => {
    start();
    storeTokens(oktaAuth, 'pair', { expiresIn: -1 });
    expect(session.signedIn()).toBeFalse();
    storeTokens(oktaAuth, 'pair', { expiresIn: -1, refreshToken: 'first' });
    expect(session.signedIn()).toBeTrue();
    storeTokens(oktaAuth, 'pair');
    const { accessToken } = oktaAuth.tokenManager.getTokensSync();
    oktaAuth.tokenManager.setTokens({ accessToken: accessToken! });
    expect(session.signedIn()).toBeFalse();
  });

  it('forgets a sign-in that was abandoned halfway', async () => {
    start();
    await session.signIn('/');
    await session.signIn('/users');
    const open = JSON.parse(localStorage.getItem('okta-shared-transaction-storage')!) as object;
    expect(Object.keys(open)).toEqual([org.left[1]!.url.searchParams.get('state')!]);
  });

  describe('signedInGuard', () => {
    it('leads through the sign-in flow and remembers the route', async () => {
      start();
      await storeKeyPair('orphan');
      await TestBed.inject(Router).navigateByUrl('/users?q=b');
      expect(await org.left[0]!.keys).toBe(0);
      expect(oktaAuth.getOriginalUri()).toBe('/users?q=b');
    });

    it('lets a signed-in user through', async () => {
      start();
      storeTokens(oktaAuth, 'pair');
      const router = TestBed.inject(Router);
      await router.navigateByUrl('/users');
      expect(router.url).toBe('/users');
      expect(org.left).toEqual([]);
    });

    it('goes to the start page when the org does not answer', async () => {
      start();
      org.down = true;
      const router = TestBed.inject(Router);
      await router.navigateByUrl('/users');
      expect(router.url).toBe('/');
      expect(session.error()).toBeDefined();
    });
  });

  it('says that the browser cannot do DPoP, and does not leave for the org', async () => {
    const supported = spyOnProperty(window, 'isSecureContext').and.returnValue(false);
    const crypto = spyOnProperty(window, 'crypto').and.returnValue({} as Crypto);
    start();
    const router = TestBed.inject(Router);
    await router.navigateByUrl('/elsewhere');
    await session.signIn('/');
    crypto.and.callThrough();
    expect((await sessionProblem()).title).toBe('This browser cannot do DPoP');
    expect((await sessionProblem()).detail).toContain('https');
    expect(router.url).toBe('/elsewhere');
    expect(org.calls).toEqual([]);
    expect(org.left).toEqual([]);
    supported.and.callThrough();
  });

  for (const [name, error, said] of [
    [
      'cannot open IndexedDB',
      new DOMException('Internal error.', 'UnknownError'),
      'The storage of this browser failed',
    ],
    ['may not open IndexedDB', new DOMException('Not here.', 'InvalidStateError'), 'This browser cannot do DPoP'],
    ['has no room for a key', new DOMException('Full.', 'QuotaExceededError'), 'The storage of this browser is full'],
  ] as const) {
    it(`says so in a browser that ${name}`, async () => {
      start();
      spyOn(indexedDB, 'open').and.throwError(error);
      await session.signIn('/');
      const { title, detail } = await sessionProblem();
      expect(title).toBe(said);
      expect(detail).toContain(error.name);
      expect(org.left).toEqual([]);
      jasmine.getEnv().allowRespy(true);
      spyOn(indexedDB, 'open').and.callThrough();
    });
  }

  it('says that there is no room for the sign-in', async () => {
    start();
    const full = spyOn(Storage.prototype, 'setItem').and.throwError(new DOMException('Full.', 'QuotaExceededError'));
    await session.signIn('/');
    full.and.callThrough();
    expect((await sessionProblem()).title).toBe('The storage of this browser is full');
    expect(org.left).toEqual([]);
  });

  it('puts no token into a cookie where the storage is full', () => {
    const full = spyOn(Storage.prototype, 'setItem').and.throwError(new DOMException('Full.', 'QuotaExceededError'));
    start();
    storeTokens(oktaAuth, 'pair');
    full.and.callThrough();
    expect(oktaAuth.getAccessToken()).toBeDefined(); // in memory
    expect(document.cookie).toBe('');
  });

  it('starts, and says at the sign-in that the storage of the site is blocked', async () => {
    const blocked = spyOnProperty(window, 'localStorage').and.throwError(new DOMException('No.', 'SecurityError'));
    start();
    expect(session.signedIn()).toBeFalse();
    await session.signIn('/');
    expect((await sessionProblem()).detail).toContain('blocks the storage');
    expect(org.left).toEqual([]);
    blocked.and.callThrough();
  });

  it('starts signed out when something else wrote where the tokens are', () => {
    localStorage.setItem('okta-token-storage', 'no JSON');
    start();
    expect(session.signedIn()).toBeFalse();
  });

  it('works on when something else writes where the tokens are', async () => {
    start();
    localStorage.setItem('okta-token-storage', 'no JSON');
    await session.signIn('/');
    expect(org.left.length).toBe(1);
  });

  it('asks nothing of a browser when dpop is false', async () => {
    const supported = spyOnProperty(window, 'isSecureContext').and.returnValue(false);
    start({ ...CONFIG, dpop: false });
    await session.signIn('/');
    expect(session.error()).toBeUndefined();
    expect(org.left.length).toBe(1);
    supported.and.callThrough();
  });
});
