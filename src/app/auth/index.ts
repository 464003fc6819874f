// The names that an app uses. What they are for, and how to put them together: README.md.

import type { Route } from '@angular/router';
import { Callback } from './core/callback';
import { CALLBACK_ROUTE } from './core/session';

// core

/** @example provideOktaSession({ issuer: 'https://dev-123456.okta.com', clientId: '0oa…', scopes: ['openid'], dpop: true }) */
export { provideOktaSession } from './core/provide-okta-session';

/** @example inject(OKTA_CONFIG).issuer */
export { OKTA_CONFIG, type OktaConfig } from './core/okta-config';

/** The last of the chain. @example provideHttpClient(withFetch(), withInterceptors([dpopInterceptor])) */
export { dpopInterceptor } from './core/dpop.interceptor';

/** A gate for requests. @example { provide: BEFORE_PROOF, useValue: (request) => confirmed(request.url) } */
export { BEFORE_PROOF } from './core/dpop.interceptor';

/** @example @if (session.signedIn()) { {{ session.user()?.name }} <button (click)="session.signOut()">Sign out</button> } */
export { Session } from './core/session';

/**
 * Where the org sends users back to. Not lazy: a chunk that cannot be loaded would leave a code in the address.
 *
 * @example routes: Routes = [{ path: '', pathMatch: 'full', component: Home }, callbackRoute]
 */
export const callbackRoute: Route = { path: CALLBACK_ROUTE, component: Callback };

// layers

/** @example bootstrapApplication(App, appConfig(readOktaConfig(await fetchOktaConfig()))) */
export { fetchOktaConfig, OktaConfigError, readOktaConfig } from './layers/config/load-okta-config';

/** The parent of protected routes. @example { path: '', ...signedIn, children: [{ path: 'mine', component: Mine }] } */
export { signedIn } from './layers/routes/signed-in';

/** @example withInterceptors([retryInterceptor, dpopInterceptor]) */
export { retryInterceptor } from './layers/retry/retry.interceptor';

/** What requests wait for. @example @if (waits.longest(); as wait) { Trying again soon: {{ wait.reason }} } */
export { Waits, type Wait } from './layers/waits';

/** @example withInterceptors([renewalInterceptor, dpopInterceptor]) */
export { renewalInterceptor } from './layers/renewal/renewal.interceptor';

/** @example withInterceptors([nonceInterceptor, dpopInterceptor]) */
export { nonceInterceptor } from './layers/nonce/nonce.interceptor';

/** Right before dpopInterceptor. @example withInterceptors([sameUserInterceptor, dpopInterceptor]) */
export { sameUserInterceptor } from './layers/same-user/same-user.interceptor';

/** @example providers: [provideOktaSession(config), provideStoredSession()] */
export { provideStoredSession } from './layers/stored-session/provide-stored-session';

/** @example providers: [provideOktaSession(config), provideSignOutReport()] */
export { provideSignOutReport } from './layers/sign-out/provide-sign-out-report';

/** @example provideDpopObserver((event) => console.log(event.type, event.call, event.attempt)) */
export { provideDpopObserver } from './layers/observer/provide-dpop-observer';
export type { DpopEvent, DpopObserver, RequestEvent, RetryReason, TokenFacts } from './layers/observer/dpop-observer';

/** @example inject(Userinfo).claims().subscribe((claims) => console.log(claims.sub)) */
export { Userinfo } from './layers/userinfo/userinfo';

// messages

/** @example const problem = await inject(Messages).explain(error); // { title, detail, remedy } */
export { Messages } from './messages/messages';
export type { Problem } from './messages/problem';
