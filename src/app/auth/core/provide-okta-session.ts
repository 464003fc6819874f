import { Location } from '@angular/common';
import { HttpBackend, HttpXhrBackend } from '@angular/common/http';
import { inject, makeEnvironmentProviders, provideEnvironmentInitializer } from '@angular/core';
import type { EnvironmentProviders } from '@angular/core';
import { OktaAuth } from '@okta/okta-auth-js/core';
import { BASE_URL, OKTA_AUTH, OKTA_CONFIG, type OktaConfig } from './okta-config';
import { ProtectedResources } from './protected-resources';
import { CALLBACK_ROUTE } from './session';

/** Everything that `Session` and `dpopInterceptor` need. */
export function provideOktaSession(config: OktaConfig): EnvironmentProviders {
  return makeEnvironmentProviders([
    { provide: OKTA_CONFIG, useValue: config },
    { provide: OKTA_AUTH, useFactory: () => createOktaAuth(config, inject(BASE_URL)) },
    provideEnvironmentInitializer(() => {
      inject(ProtectedResources); // Throws for a URL that cannot be compared with.
      if (inject(Location).prepareExternalUrl('/').includes('#'))
        throw new Error('withHashLocation() hides the callback.');
      // Only fetch can refuse a redirect. On one to another origin, browsers drop `Authorization` and forward the proof.
      if (inject(HttpBackend) instanceof HttpXhrBackend) throw new Error('provideHttpClient() needs withFetch().');
    }),
  ]);
}

function createOktaAuth(config: OktaConfig, base: string): OktaAuth {
  const path = new URL('.', base).pathname.replace(/\/$/, ''); // Each app of an origin has its own names.
  return new OktaAuth({
    ...config,
    pkce: true,
    redirectUri: new URL(CALLBACK_ROUTE, base).href,
    postLogoutRedirectUri: new URL('.', base).href.replace(/\/$/, ''),
    // Never cookies, which browsers send along. Without storage the app starts, and sign-in fails.
    storageManager: {
      token: { storageTypes: ['localStorage', 'memory'] },
      cache: { storageTypes: ['localStorage', 'memory'] },
      transaction: { storageTypes: ['sessionStorage'], storageKey: `okta-transaction-storage${path}` },
    },
    // Its own renewal deletes the access token after any failure, and two tabs may use one refresh token.
    tokenManager: {
      storageKey: `okta-token-storage${path}`,
      autoRenew: false,
      autoRemove: false,
      syncStorage: false,
      clearPendingRemoveTokens: false,
    },
  });
}
