import { provideHttpClient } from '@angular/common/http';
import { provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import type { OktaAuth } from '@okta/okta-auth-js';
import { CONFIG, countKeyPairs, storeKeyPair, storeTokens } from '../../testing/browser-session';
import { until } from '../../testing/until';
import { provideOktaSession } from './provide-okta-session';
import { Session } from './session';
import { TokenStore } from './token-store';

describe('TokenStore', () => {
  let oktaAuth: OktaAuth;
  let session: Session;

  function start(): void {
    TestBed.configureTestingModule({
      providers: [provideZonelessChangeDetection(), provideHttpClient(), provideRouter([]), provideOktaSession(CONFIG)],
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    session = TestBed.inject(Session);
  }

  /** What another tab does: the storage changes, and the browser tells all tabs but that one. */
  function elsewhere(change: () => void, event: Event = new StorageEvent('storage')): void {
    change();
    window.dispatchEvent(event);
  }
  const signOutElsewhere = (): void => localStorage.removeItem('okta-token-storage');
  function signInElsewhere(sub?: string): void {
    const stored = localStorage.getItem('okta-token-storage')!;
    localStorage.setItem('okta-token-storage', sub ? stored.replaceAll('00u1', sub) : stored);
  }

  afterEach(async () => {
    await session.forget();
    await oktaAuth.stop();
  });

  it('knows tokens that are there at the start', async () => {
    await storeKeyPair('pair');
    start();
    storeTokens(oktaAuth, 'pair');
    TestBed.resetTestingModule();
    start();
    expect(session.signedIn()).toBeTrue();
    expect(session.name()).toBe('Ada Example');
  });

  for (const [name, event] of [
    ['at once', () => new StorageEvent('storage')],
    ['when the page comes back from the cache of the browser', () => new PageTransitionEvent('pageshow')],
  ] as const) {
    it(`tells of a sign-out in another tab ${name}`, () => {
      start();
      storeTokens(oktaAuth, 'pair');
      elsewhere(signOutElsewhere, event());
      expect(session.signedIn()).toBeFalse();
      expect(session.problem()).toEqual(jasmine.objectContaining({ title: 'You are signed out', signIn: true }));
    });
  }

  it('takes on a sign-in of another tab, and says no more that the session ended', () => {
    start();
    storeTokens(oktaAuth, 'pair');
    const stored = localStorage.getItem('okta-token-storage')!;
    elsewhere(signOutElsewhere);
    elsewhere(() => localStorage.setItem('okta-token-storage', stored));
    expect(session.signedIn()).toBeTrue();
    expect(session.problem()).toBeUndefined();
  });

  it('notices that another person has signed in', () => {
    start();
    storeTokens(oktaAuth, 'pair');
    expect(session.person()).toBe('00u1');
    elsewhere(() => signInElsewhere('00u2'));
    expect(session.person()).toBe('00u2');
  });

  it('does not complain of a session that the person ended here', async () => {
    start();
    storeTokens(oktaAuth, 'pair');
    await session.forget();
    elsewhere(() => undefined);
    expect(session.problem()).toBeUndefined();
  });

  it('recognises at the start that the key is gone', async () => {
    start();
    storeTokens(oktaAuth, 'lost');
    await storeKeyPair('of something else');
    TestBed.resetTestingModule();
    start();
    await until(session.signedIn, (signedIn) => !signedIn);
    expect(session.problem()?.title).toBe('The key of this session is gone');
    expect(oktaAuth.tokenManager.getTokensSync()).toEqual({});
  });

  it('drops the keys that belong to no token', async () => {
    start();
    await Promise.all(['pair', 'failed', 'replaced'].map(storeKeyPair));
    storeTokens(oktaAuth, 'pair');
    await TestBed.inject(TokenStore).dropOtherKeys();
    expect(await countKeyPairs()).toBe(1);
    await oktaAuth.getDPoPAuthorizationHeaders({ url: 'https://org.example/', method: 'GET' });
  });

  it('does not end a session that another tab has begun meanwhile', async () => {
    start();
    storeTokens(oktaAuth, 'lost');
    const { accessToken } = oktaAuth.tokenManager.getTokensSync();
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair', { token: 'a.newer.token' });
    const store = TestBed.inject(TokenStore);
    const { SessionEnded } = await import('./session-ended');
    const newer = await store.end(accessToken!, new SessionEnded('key-gone'));
    expect(newer.accessToken).toBe('a.newer.token');
    expect(session.signedIn()).toBeTrue();
    expect(await countKeyPairs()).toBe(1);
  });
});
