import { HttpBackend, provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import { provideZonelessChangeDetection, type EnvironmentProviders, type Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, type Routes } from '@angular/router';
import {
  dpopInterceptor,
  Messages,
  nonceInterceptor,
  provideOktaSession,
  provideSignOutReport,
  provideStoredSession,
  renewalInterceptor,
  retryInterceptor,
  sameUserInterceptor,
  type OktaConfig,
  type Problem,
} from '../app/auth';
import { BASE_URL } from '../app/auth/core/okta-config';
import { DEFAULT_RETRY_POLICY, RETRY_POLICY, type RetryPolicy } from '../app/auth/layers/retry/retry-policy';
import { CONFIG, type RecordingBackend } from './browser-session';
import { until } from './until';

interface AuthOptions {
  /** Where requests end; left out: nowhere. */
  backend?: RecordingBackend;
  config?: OktaConfig;
  /** How the policy differs from the default one. */
  retry?: Partial<RetryPolicy>;
  routes?: Routes;
}

/** The core with all layers, as the app has it. */
export function provideAuth({ backend, config = CONFIG, retry, routes = [] }: AuthOptions = {}): (
  Provider | EnvironmentProviders
)[] {
  return [
    provideZonelessChangeDetection(),
    provideRouter(routes),
    provideHttpClient(
      withFetch(),
      withInterceptors([retryInterceptor, renewalInterceptor, nonceInterceptor, sameUserInterceptor, dpopInterceptor]),
    ),
    backend ? { provide: HttpBackend, useValue: backend } : [],
    { provide: RETRY_POLICY, useValue: { ...DEFAULT_RETRY_POLICY, ...retry } },
    provideOktaSession(config),
    // TestBed has a location of its own, and okta-auth-js looks at that of the page.
    { provide: BASE_URL, useValue: document.baseURI },
    provideStoredSession(),
    provideSignOutReport(),
  ];
}

/** What the frame of the app says, once it says something. */
export async function sessionProblem(): Promise<Problem> {
  return (await until(TestBed.inject(Messages).sessionProblem))!;
}
