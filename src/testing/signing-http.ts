import { HttpBackend, provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { provideZonelessChangeDetection, type EnvironmentProviders, type Provider } from '@angular/core';
import { provideRouter } from '@angular/router';
import { dpopInterceptor } from '../app/auth/dpop.interceptor';
import { provideOktaSession } from '../app/auth/provide-okta-session';
import { retryInterceptor } from '../app/auth/retry.interceptor';
import type { RetryPolicy } from '../app/auth/retry-policy';
import { CONFIG, type RecordingBackend } from './browser-session';

/** HttpClient as the app has it, in front of a backend of the spec. @param retry how it differs from the default policy */
export function provideSigningHttp(
  backend: RecordingBackend,
  retry: Partial<RetryPolicy>,
): (Provider | EnvironmentProviders)[] {
  return [
    provideZonelessChangeDetection(),
    provideRouter([]),
    provideHttpClient(withFetch(), withInterceptors([retryInterceptor, dpopInterceptor])),
    { provide: HttpBackend, useValue: backend },
    provideOktaSession(CONFIG, { retry }),
  ];
}
