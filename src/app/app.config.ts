import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import {
  inject,
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import { provideRouter, withInMemoryScrolling, withNavigationErrorHandler } from '@angular/router';
import { routes } from './app.routes';
import {
  dpopInterceptor,
  nonceInterceptor,
  provideOktaSession,
  provideSignOutReport,
  provideStoredSession,
  renewalInterceptor,
  retryInterceptor,
  sameUserInterceptor,
  Session,
  type OktaConfig,
} from './auth';
import { provideLab } from './learn/lab/provide-lab';
import { provideInspector } from './learn/provide-inspector';
import { provideWalkthrough } from './learn/walkthrough/provide-walkthrough';
import { MODES, type Mode } from './modes/modes';

/** @param modes what the header offers to switch to */
export function appConfig(config: OktaConfig, modes: readonly Mode[]): ApplicationConfig {
  return {
    providers: [
      provideZonelessChangeDetection(),
      provideBrowserGlobalErrorListeners(),
      provideWalkthrough(), // both tutorials, step by step
      provideInspector(), // records and shows every request
      provideLab(), // attacks the local org with a copy of the session
      provideRouter(
        routes,
        // Such as a view that cannot be loaded, since the app was deployed anew.
        withNavigationErrorHandler(({ error }) => inject(Session).error.set(error)),
        withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      ),
      provideHttpClient(
        withFetch(),
        withInterceptors([
          retryInterceptor, // tries again after a rate limit, a server error, a lost connection
          renewalInterceptor, // renews a token that has expired or is refused
          nonceInterceptor, // answers the nonce challenge of an API
          sameUserInterceptor, // sends nothing as another user
          dpopInterceptor, // adds the token and the proof
        ]),
      ),
      provideOktaSession(config),
      provideStoredSession(), // one session in all tabs
      provideSignOutReport(), // says what the org did not revoke
      { provide: MODES, useValue: modes },
    ],
  };
}
