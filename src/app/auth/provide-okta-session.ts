import {
  importProvidersFrom,
  inject,
  makeEnvironmentProviders,
  provideEnvironmentInitializer,
  type EnvironmentProviders,
} from '@angular/core';
import { Router } from '@angular/router';
import { OKTA_AUTH, OktaAuthModule } from '@okta/okta-angular';
import { OktaAuth, toRelativeUrl } from '@okta/okta-auth-js';
import { OKTA_APP_CONFIG, type OktaConfig } from './okta-config';

/** Where the org sends people back to; the route of the Callback component. */
const CALLBACK_ROUTE = 'login/callback';

/**
 * Everything that sign-in and the interceptor need. Add it to the application's providers, along with
 * `provideRouter()` and `provideHttpClient(withFetch(), withInterceptors([dpopInterceptor]))`.
 *
 * @param config checked by `loadOktaConfig()`
 */
export function provideOktaSession(config: OktaConfig): EnvironmentProviders {
  const oktaAuth = new OktaAuth({
    issuer: config.issuer,
    clientId: config.clientId,
    scopes: config.scopes,
    dpop: config.dpop,
    pkce: true,
    redirectUri: new URL(CALLBACK_ROUTE, document.baseURI).href,
  });
  return makeEnvironmentProviders([
    { provide: OKTA_APP_CONFIG, useValue: config },
    importProvidersFrom(OktaAuthModule.forRoot({ oktaAuth })),
    provideEnvironmentInitializer(() => {
      const router = inject(Router);
      inject(OKTA_AUTH); // starts the services of okta-auth-js: renewal, and tabs that stay in step
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
