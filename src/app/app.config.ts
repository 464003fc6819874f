import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import {
  provideBrowserGlobalErrorListeners,
  provideZonelessChangeDetection,
  type ApplicationConfig,
} from '@angular/core';
import { provideRouter, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';
import { routes } from './app.routes';
import { dpopInterceptor } from './auth/dpop.interceptor';
import type { OktaConfig } from './auth/okta-config';
import { provideOktaSession } from './auth/provide-okta-session';
import { retryInterceptor } from './auth/retry.interceptor';

export function appConfig(config: OktaConfig): ApplicationConfig {
  return {
    providers: [
      provideZonelessChangeDetection(),
      provideBrowserGlobalErrorListeners(),
      provideRouter(
        routes,
        withComponentInputBinding(),
        withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      ),
      provideHttpClient(withFetch(), withInterceptors([retryInterceptor, dpopInterceptor])),
      provideOktaSession(config),
    ],
  };
}
