import {
  importProvidersFrom,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { Router } from '@angular/router';
import { OKTA_AUTH, OktaAuthModule } from '@okta/okta-angular';
import { OktaAuth, toRelativeUrl, type StorageManagerOptions, type StorageOptions } from '@okta/okta-auth-js';
import { unsupportedReason } from './browser-support';
import { DPOP_OBSERVER } from './dpop-observer';
import { observeOktaAuth } from './observe';
import { OKTA_APP_CONFIG, type OktaConfig } from './okta-config';
import { Renewal } from './renewal';
import { DEFAULT_RETRY_POLICY, RETRY_POLICY, type RetryPolicy } from './retry-policy';

/** Where the org sends people back to; the route of the Callback component. */
const CALLBACK_ROUTE = 'login/callback';

/** Never in cookies, which okta-auth-js would turn to: a browser sends them along. */
const IN_STORAGE: StorageManagerOptions = {
  token: { storageTypes: ['localStorage'] },
  cache: { storageTypes: ['localStorage'] },
  transaction: { storageTypes: ['sessionStorage'] },
};

/** Blocked storage throws at the first touch; the app should live to say so. */
const MEMORY: StorageOptions = { storageTypes: ['memory'] };
const IN_MEMORY: StorageManagerOptions = {
  'token': MEMORY,
  'cache': MEMORY,
  'transaction': MEMORY,
  'shared-transaction': MEMORY,
  'original-uri': MEMORY,
};

export interface OktaSessionOptions {
  /** When requests are sent once more; what is left out is as in `DEFAULT_RETRY_POLICY`. */
  retry?: Partial<RetryPolicy>;
}

/**
 * Everything that sign-in and the interceptors need. Add it to the application's providers, along with
 * `provideRouter()` and `provideHttpClient(withFetch(), withInterceptors([retryInterceptor, dpopInterceptor]))`.
 *
 * @param config checked by `loadOktaConfig()`
 */
export function provideOktaSession(config: OktaConfig, options: OktaSessionOptions = {}): EnvironmentProviders {
  const oktaAuth = new OktaAuth({
    issuer: config.issuer,
    clientId: config.clientId,
    scopes: config.scopes,
    dpop: config.dpop,
    pkce: true,
    redirectUri: new URL(CALLBACK_ROUTE, document.baseURI).href,
    storageManager: unsupportedReason(config.dpop) ? IN_MEMORY : IN_STORAGE,
    // Renewal and TokenStore do that: with less of it, and across tabs.
    tokenManager: { autoRenew: false, autoRemove: false, syncStorage: false, clearPendingRemoveTokens: false },
  });
  dropUnreadableTokens(oktaAuth);
  return makeEnvironmentProviders([
    { provide: OKTA_APP_CONFIG, useValue: config },
    { provide: RETRY_POLICY, useValue: { ...DEFAULT_RETRY_POLICY, ...options.retry } },
    importProvidersFrom(OktaAuthModule.forRoot({ oktaAuth })),
    provideEnvironmentInitializer(() => {
      const router = inject(Router);
      inject(OKTA_AUTH); // okta-angular prepares it when it is asked for
      const observer = inject(DPOP_OBSERVER, { optional: true });
      if (observer) {
        oktaAuth.options.httpRequestClient = observeOktaAuth(observer, oktaAuth.options.httpRequestClient!);
      }
      void inject(Renewal).endIfWithoutKey();
      oktaAuth.options.restoreOriginalUri = async (_oktaAuth, originalUri) => {
        // Somebody who followed a link while the sign-in was finishing wants to stay there.
        const goingTo = router.currentNavigation()?.extractedUrl.toString() ?? router.url;
        if (!goingTo.startsWith(`/${CALLBACK_ROUTE}`)) return;
        // Replaces the callback's address: it works once, and the back button should not lead there.
        await router.navigateByUrl(toRelativeUrl(originalUri ?? '/', location.origin), { replaceUrl: true });
      };
    }),
  ]);
}

/** Something else may have written there. okta-auth-js would fail at every turn. */
function dropUnreadableTokens({ tokenManager }: OktaAuth): void {
  try {
    tokenManager.getTokensSync();
  } catch {
    tokenManager.getStorage().clearStorage();
  }
}
