import { Location } from '@angular/common';
import { provideHttpClient } from '@angular/common/http';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NavigationEnd, provideRouter, Router } from '@angular/router';
import { OKTA_AUTH } from '@okta/okta-angular';
import { filter, firstValueFrom } from 'rxjs';
import { CONFIG } from '../../testing/browser-session';
import { provideOktaSession } from './provide-okta-session';

@Component({ template: '' })
class Page {}

describe('restoreOriginalUri', () => {
  let router: Router;
  let restore: (originalUri?: string) => Promise<void>;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideZonelessChangeDetection(),
        provideHttpClient(),
        provideRouter([{ path: '**', component: Page }]),
        provideOktaSession(CONFIG),
      ],
    });
    const oktaAuth = TestBed.inject(OKTA_AUTH);
    router = TestBed.inject(Router);
    restore = (originalUri) => oktaAuth.options.restoreOriginalUri!(oktaAuth, originalUri);
  });

  afterEach(() => TestBed.inject(OKTA_AUTH).stop());

  it('leads from the callback to where the person wanted to go, the start page by default', async () => {
    await router.navigateByUrl('/login/callback?code=a&state=b');
    await restore('/users?q=a');
    expect(router.url).toBe('/users?q=a');
    await router.navigateByUrl('/login/callback?code=a&state=b');
    await restore();
    expect(router.url).toBe('/');
  });

  it('leaves no way back to the callback', async () => {
    router.setUpLocationChangeListener();
    await router.navigateByUrl('/before');
    await router.navigateByUrl('/login/callback?code=a&state=b');
    await restore('/users');
    const back = firstValueFrom(router.events.pipe(filter((event) => event instanceof NavigationEnd)));
    TestBed.inject(Location).back();
    expect((await back).url).toBe('/before');
  });

  it('never leads to another site', async () => {
    await router.navigateByUrl('/login/callback');
    await restore('https://evil.example/users');
    expect(location.host).not.toBe('evil.example');
  });

  it('lets somebody be who has left the callback, or is leaving it', async () => {
    await router.navigateByUrl('/users');
    await restore('/');
    expect(router.url).toBe('/users');

    await router.navigateByUrl('/login/callback');
    const leaving = router.navigateByUrl('/profile');
    await restore('/');
    await leaving;
    expect(router.url).toBe('/profile');
  });
});
