import { Location } from '@angular/common';
import { Component } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { NavigationEnd, Router } from '@angular/router';
import type { OktaAuth } from '@okta/okta-auth-js/core';
import { filter, firstValueFrom, map } from 'rxjs';
import {
  countKeyPairs,
  deleteKeyPairs,
  signIdToken,
  storeKeyPair,
  storeTokens,
  TokenEndpoint,
} from '../../../testing/browser-session';
import { provideAuth, sessionProblem } from '../../../testing/auth';
import { Callback } from './callback';
import { OKTA_AUTH } from './okta-config';
import { Session } from './session';

@Component({ template: '' })
class Page {}

const TOKENS = { token_type: 'DPoP', access_token: 'a.new.token', expires_in: 3600 };

describe('Callback', () => {
  const testPage = location.href;
  let oktaAuth: OktaAuth;
  let endpoint: TokenEndpoint;
  let session: Session;
  let fixture: ComponentFixture<Callback>;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: provideAuth({ routes: [{ path: '**', component: Page }] }) });
    oktaAuth = TestBed.inject(OKTA_AUTH);
    endpoint = new TokenEndpoint(oktaAuth);
    endpoint.answers = [{ status: 400, json: { error: 'invalid_grant', error_description: 'No.' } }];
    session = TestBed.inject(Session);
  });

  afterEach(async () => {
    await session.clear();
    await deleteKeyPairs();
    await oktaAuth.stop();
    sessionStorage.clear();
    localStorage.clear();
    history.replaceState(null, '', testPage);
  });

  /** Leaves for the org, and says with which `state`. */
  async function leave(): Promise<string> {
    let state = '';
    oktaAuth.options.setLocation = (url: string) => void (state = new URL(url).searchParams.get('state')!);
    await session.signIn('/users');
    return state;
  }

  /** The org leads back. Says what the page tells, once it tells something, or that it leads on. */
  async function comeBack(query: string): Promise<string> {
    history.replaceState(null, '', new URL(`login/callback${query}`, document.baseURI).href);
    const ends = TestBed.inject(Router).events.pipe(filter((event) => event instanceof NavigationEnd));
    const ledOn = firstValueFrom(ends.pipe(map(({ url }) => (url === '/' ? 'the start page' : url))));
    fixture = TestBed.createComponent(Callback);
    const told = sessionProblem().then(async ({ title }) => {
      await fixture.whenStable();
      expect((fixture.nativeElement as HTMLElement).querySelector('h1')?.textContent).toBe('Sign-in did not finish');
      return title;
    });
    return Promise.race([told, ledOn]);
  }

  beforeEach(() => TestBed.inject(Router).navigateByUrl('/login/callback'));

  it('keeps the new key alone, and leads back to where the sign-in began', async () => {
    const state = await leave();
    await storeKeyPair('of an older session');
    const { nonce } = oktaAuth.transactionManager.load() as { nonce: string };
    endpoint.answers = [{ json: { ...TOKENS, id_token: await signIdToken({ sub: '00u1', nonce }) } }];
    expect(await comeBack(`?code=c&state=${state}`)).toBe('/users');
    expect(session.signedIn()).toBeTrue();
    expect(await countKeyPairs()).toBe(1);
    await oktaAuth.getDPoPAuthorizationHeaders({ url: 'https://org.example/', method: 'GET' });
  });

  it('leaves no key behind when the exchange fails', async () => {
    const state = await leave();
    expect(await comeBack(`?code=c&state=${state}`)).toBe('The code of this sign-in is no longer good');
    expect(endpoint.asked.length).toBe(1);
    expect(await countKeyPairs()).toBe(0);
  });

  it('leaves a session of another tab its key when the exchange fails', async () => {
    const state = await leave();
    await storeKeyPair('of another tab');
    storeTokens(oktaAuth, 'of another tab');
    await comeBack(`?code=c&state=${state}`);
    expect(await countKeyPairs()).toBe(1);
    expect(session.signedIn()).toBeTrue();
    await oktaAuth.getDPoPAuthorizationHeaders({ url: 'https://org.example/', method: 'GET' });
  });

  it('does not send the code of a sign-in again that another tab has finished', async () => {
    const state = await leave();
    const own = sessionStorage.getItem('okta-transaction-storage')!;
    await comeBack(`?code=c&state=${state}`);
    session.error.set(undefined);
    TestBed.tick();
    sessionStorage.setItem('okta-transaction-storage', own); // This tab is a duplicate, made before.
    expect(await comeBack(`?code=c&state=${state}`)).toBe('This sign-in is over already');
    expect(endpoint.asked.length).toBe(1);
  });

  it('finishes a sign-in that took longer than tabs remember those of each other', async () => {
    const state = await leave();
    localStorage.removeItem('okta-shared-transaction-storage');
    await comeBack(`?code=c&state=${state}`);
    expect(endpoint.asked.length).toBe(1);
  });

  it('finishes in another tab, which leads to where the sign-in began', async () => {
    const state = await leave();
    const { nonce } = oktaAuth.transactionManager.load() as { nonce: string };
    sessionStorage.clear();
    endpoint.answers = [{ json: { ...TOKENS, id_token: await signIdToken({ sub: '00u1', nonce }) } }];
    expect(await comeBack(`?code=c&state=${state}`)).toBe('/users');
  });

  for (const query of ['?code=c&state=of-an-old-sign-in', '?error=access_denied&error_description=No.&state=x']) {
    it(`leads a signed-in user into the app from an address of the history: ${query}`, async () => {
      await storeKeyPair('pair');
      storeTokens(oktaAuth, 'pair');
      expect(await comeBack(query)).toBe('the start page');
      expect(endpoint.asked).toEqual([]);
      expect(await countKeyPairs()).toBe(1);
    });
  }

  for (const state of ['', '&state=of-somebody-else']) {
    it(`shows nothing of an error that comes with ${state ? 'the state of another sign-in' : 'no state'}`, async () => {
      await leave();
      const query = `?error=x&error_description=Call+this+number${state}`;
      expect(await comeBack(query)).toBe('The answer belongs to another sign-in');
      expect(JSON.stringify(await sessionProblem())).not.toContain('Call this number');
    });
  }

  it('does not lead from one sign-in to the next when the access token has expired as it comes', async () => {
    const state = await leave();
    const { nonce } = oktaAuth.transactionManager.load() as { nonce: string };
    const json = { ...TOKENS, expires_in: 20 };
    endpoint.answers = [{ json: { ...json, id_token: await signIdToken({ sub: '00u1', nonce }) } }];
    expect(await comeBack(`?code=c&state=${state}`)).toBe('The access tokens of this app live too short');
    expect(oktaAuth.tokenManager.getTokensSync()).toEqual({});
    expect(await countKeyPairs()).toBe(0);
  });

  it('does not send a code that comes with the state of another sign-in', async () => {
    await leave();
    expect(await comeBack('?code=c&state=of-somebody-else')).toBe('The answer belongs to another sign-in');
    expect(endpoint.asked).toEqual([]);
  });

  it('tells what the org refused', async () => {
    const state = await leave();
    expect(await comeBack(`?error=access_denied&error_description=No.&state=${state}`)).toBe('Sign-in was cancelled');
    expect(await countKeyPairs()).toBe(0);
  });

  it('explains the address without an answer, and clears what a reload in the middle left', async () => {
    await storeKeyPair('orphan');
    expect(await comeBack('')).toBe('Nothing to finish here');
    expect(await countKeyPairs()).toBe(0);
  });

  it('is no place to come back to after a sign-in that begins there', async () => {
    await comeBack('');
    oktaAuth.options.setLocation = () => undefined;
    await session.signIn();
    expect(oktaAuth.getOriginalUri()).toBe('/');
  });

  it('leads to the start page when somebody is signed in and there is nothing to finish', async () => {
    await storeKeyPair('pair');
    storeTokens(oktaAuth, 'pair');
    expect(await comeBack('')).toBe('the start page');
    expect(await countKeyPairs()).toBe(1);
  });

  describe('with a good answer', () => {
    let router: Router;

    beforeEach(() => {
      router = TestBed.inject(Router);
      spyOn(oktaAuth, 'storeTokensFromRedirect').and.callFake(async () => {
        await Promise.resolve();
        storeTokens(oktaAuth, 'pair');
      });
    });

    async function finish(originalUri?: string): Promise<void> {
      if (originalUri) oktaAuth.setOriginalUri(originalUri);
      await session.finishSignIn();
    }

    it('leads to where the user wanted to go, the start page by default', async () => {
      await finish('/users?q=a');
      expect(router.url).toBe('/users?q=a');
      await router.navigateByUrl('/login/callback?code=a&state=b');
      await finish();
      expect(router.url).toBe('/');
    });

    it('leaves no way back to the callback', async () => {
      router.setUpLocationChangeListener();
      await router.navigateByUrl('/before');
      await router.navigateByUrl('/login/callback?code=a&state=b');
      await finish('/users');
      const back = firstValueFrom(router.events.pipe(filter((event) => event instanceof NavigationEnd)));
      TestBed.inject(Location).back();
      expect((await back).url).toBe('/before');
    });

    it('never leads to another site', async () => {
      await finish('https://evil.example/users');
      expect(location.host).not.toBe('evil.example');
    });

    it('lets a user be who has left the callback, or is leaving it', async () => {
      await router.navigateByUrl('/users');
      await finish('/');
      expect(router.url).toBe('/users');

      await router.navigateByUrl('/login/callback');
      const leaving = router.navigateByUrl('/profile');
      await finish('/');
      await leaving;
      expect(router.url).toBe('/profile');
    });
  });
});
