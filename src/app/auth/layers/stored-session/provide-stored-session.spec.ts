import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { OktaAuth } from '@okta/okta-auth-js/core';
import { firstValueFrom, Subject } from 'rxjs';
import { provideAuth, sessionProblem } from '../../../../testing/auth';
import {
  CONFIG,
  countKeyPairs,
  deleteKeyPairs,
  storeKeyPair,
  storeTokens,
  TokenEndpoint,
} from '../../../../testing/browser-session';
import { until } from '../../../../testing/until';
import { BASE_URL, OKTA_AUTH } from '../../core/okta-config';
import { Session, SESSION_LOCK } from '../../core/session';
import { Messages } from '../../messages/messages';

function answerTo<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}

describe('provideStoredSession', () => {
  let oktaAuth: OktaAuth;
  let session: Session;

  function start(config = CONFIG): void {
    TestBed.configureTestingModule({ providers: provideAuth({ config }) });
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
    await session.clear();
    await deleteKeyPairs();
    await oktaAuth.stop();
  });

  it('touches no window, session storage or database on a server', () => {
    TestBed.configureTestingModule({ providers: [provideAuth(), { provide: PLATFORM_ID, useValue: 'server' }] });
    const listening = spyOn(window, 'addEventListener').and.callThrough();
    const reading = spyOn(Storage.prototype, 'getItem').and.callThrough();
    const opening = spyOn(indexedDB, 'open').and.callThrough();
    oktaAuth = TestBed.inject(OKTA_AUTH);
    session = TestBed.inject(Session);
    expect(listening).not.toHaveBeenCalledWith('storage', jasmine.anything());
    expect(reading).not.toHaveBeenCalledWith('okta-sign-out-incomplete');
    expect(opening).not.toHaveBeenCalled();
    expect(session.signedIn()).toBeFalse();
  });

  it('ends a session whose key cannot sign, since something else wrote there', async () => {
    await storeKeyPair('pair');
    const database = await answerTo(indexedDB.open('OktaAuthJs', 1));
    await answerTo(database.transaction('DPoPKeys', 'readwrite').objectStore('DPoPKeys').put({ d: 'a JWK' }, 'pair'));
    database.close();
    start();
    storeTokens(oktaAuth, 'pair');
    TestBed.resetTestingModule();
    start();
    expect((await sessionProblem()).title).toBe('The key of this session is gone');
  });

  for (const [name, version] of [
    ['without its store', 1],
    ['of a higher version', 7],
  ] as const) {
    it(`mends a key database ${name} at the next sign-in`, async () => {
      await answerTo(indexedDB.deleteDatabase('OktaAuthJs'));
      (await answerTo(indexedDB.open('OktaAuthJs', version))).close();
      start();
      await TestBed.inject(SESSION_LOCK)(() => session.clear());
      await storeKeyPair('pair');
      expect(await countKeyPairs()).toBe(1);
    });
  }

  it('knows tokens that are there at the start', async () => {
    await storeKeyPair('pair');
    start();
    storeTokens(oktaAuth, 'pair');
    TestBed.resetTestingModule();
    start();
    expect(session.signedIn()).toBeTrue();
    expect(session.user()?.name).toBe('Ada Example');
  });

  for (const [name, event] of [
    ['at once', () => new StorageEvent('storage')],
    ['when the page comes back from the cache of the browser', () => new PageTransitionEvent('pageshow')],
  ] as const) {
    it(`tells of a sign-out in another tab ${name}`, async () => {
      start();
      storeTokens(oktaAuth, 'pair');
      elsewhere(signOutElsewhere, event());
      expect(session.signedIn()).toBeFalse();
      const problem = await sessionProblem();
      expect(problem).toEqual(jasmine.objectContaining({ title: 'You are signed out', signIn: true }));
    });
  }

  it('takes on a sign-in of another tab, and says no more that the session ended', () => {
    start();
    storeTokens(oktaAuth, 'pair');
    const stored = localStorage.getItem('okta-token-storage')!;
    elsewhere(signOutElsewhere);
    elsewhere(() => localStorage.setItem('okta-token-storage', stored));
    expect(session.signedIn()).toBeTrue();
    expect(session.error()).toBeUndefined();
  });

  it('notices that another user has signed in', () => {
    start();
    storeTokens(oktaAuth, 'pair');
    expect(session.user()?.sub).toBe('00u1');
    elsewhere(() => signInElsewhere('00u2'));
    expect(session.user()?.sub).toBe('00u2');
  });

  it('does not complain of a session that the user ended here', async () => {
    start();
    storeTokens(oktaAuth, 'pair');
    await session.clear();
    elsewhere(() => undefined);
    expect(session.error()).toBeUndefined();
  });

  it('recognises at the start that the key is gone', async () => {
    start();
    storeTokens(oktaAuth, 'lost');
    await storeKeyPair('of something else');
    TestBed.resetTestingModule();
    start();
    await until(session.signedIn, (signedIn) => !signedIn);
    expect((await sessionProblem()).title).toBe('The key of this session is gone');
    expect(oktaAuth.tokenManager.getTokensSync()).toEqual({});
  });

  it('recognises at the start a session of another client, issuer or mode, with words of its own', async () => {
    for (const config of [
      { ...CONFIG, clientId: '0oaAnother' },
      { ...CONFIG, issuer: 'https://another.example' },
      { ...CONFIG, dpop: false },
    ]) {
      start();
      await storeKeyPair('pair');
      storeTokens(oktaAuth, 'pair', { refreshToken: 'first' });
      TestBed.resetTestingModule();
      start(config);
      expect(session.signedIn()).toBeFalse();
      expect(oktaAuth.tokenManager.getTokensSync()).toEqual({});
      expect((await sessionProblem()).title).toBe('The app is configured for another client now');
      TestBed.resetTestingModule();
    }
    start();
  });

  it('says nothing of a configuration whose session is its own', async () => {
    start({ ...CONFIG, dpop: false });
    storeTokens(oktaAuth);
    TestBed.resetTestingModule();
    start({ ...CONFIG, dpop: false });
    expect(session.signedIn()).toBeTrue();
    expect(TestBed.inject(Messages).sessionProblem()).toBeUndefined();
  });

  it('leaves only the key of the stored tokens after work with the lock', async () => {
    start();
    await Promise.all(['pair', 'failed', 'replaced'].map(storeKeyPair));
    storeTokens(oktaAuth, 'pair');
    await TestBed.inject(SESSION_LOCK)(() => Promise.resolve());
    expect(await countKeyPairs()).toBe(1);
    await oktaAuth.getDPoPAuthorizationHeaders({ url: 'https://org.example/', method: 'GET' });
  });

  describe('beside another app of this origin', () => {
    let other: OktaAuth;
    const OTHER = 'okta-token-storage/other';

    beforeEach(async () => {
      start();
      await deleteKeyPairs(); // such as one that a spec before made at its end
      await Promise.all(['pair', 'of the other', 'orphan'].map(storeKeyPair));
      other = new OktaAuth({ ...CONFIG, tokenManager: { storageKey: OTHER } });
      storeTokens(other, 'of the other');
      storeTokens(oktaAuth, 'pair');
    });

    afterEach(() => localStorage.removeItem(OTHER));

    it('leaves that its tokens and its key, at sign-in and at sign-out', async () => {
      oktaAuth.options.setLocation = () => undefined;
      new TokenEndpoint(oktaAuth);
      spyOn(oktaAuth, 'signOut').and.resolveTo(true);
      for (const end of [() => session.signIn('/'), () => session.signOut()]) {
        storeTokens(oktaAuth, 'pair');
        await end();
        expect(session.signedIn()).toBeFalse();
        await other.getDPoPAuthorizationHeaders({ url: 'https://org.example/', method: 'GET' });
        expect(await countKeyPairs()).toBe(1);
        await storeKeyPair('pair');
      }
    });

    it('deletes no orphan while that may be making a key, and does not wait for its lock', async () => {
      const release = new Subject<undefined>();
      const held = navigator.locks.request(OTHER, () => firstValueFrom(release));
      const work = (): Promise<unknown> => TestBed.inject(SESSION_LOCK)(() => Promise.resolve());
      await work();
      expect(await countKeyPairs()).toBe(3);
      release.next(undefined);
      await held;
      await work();
      expect(await countKeyPairs()).toBe(2);
    });
  });

  it('has names of its own below another path', () => {
    TestBed.configureTestingModule({
      providers: [provideAuth(), { provide: BASE_URL, useValue: 'https://app.example/desk/' }],
    });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    session = TestBed.inject(Session);
    expect(oktaAuth.tokenManager.getOptions().storageKey).toBe('okta-token-storage/desk');
  });
});
