import { chromium } from '@playwright/test';
import { findBrowser } from '../e2e/browser/browser.js';
import { CopiedApps } from '../e2e/copied/copied-app.js';
import { ADA } from '../e2e/people.js';
import { openPlace } from '../e2e/place.js';
import { signIn } from '../e2e/sign-in.js';

/**
 * `npx tsx bench/auth-chain.ts`: the time of a request through the interceptors of all layers, compared with that of
 * `getDPoPAuthorizationHeaders` of okta-auth-js alone. A production build in a real browser, signed in at the local org;
 * what comes after the interceptors answers at once. Fails if the chain takes more than 1.05 times as long.
 */
const LIMIT = 1.05;

/** A frame of the app with a function that measures. Both take turns, so that noise comes to both. */
const APP = `
import { HttpRequest, HttpResponse, type HttpHandlerFn } from '@angular/common/http';
import { Component, inject, Injector, runInInjectionContext } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { firstValueFrom, of } from 'rxjs';
import {
  dpopInterceptor, nonceInterceptor, OKTA_CONFIG, renewalInterceptor, retryInterceptor, sameUserInterceptor, Session,
} from './auth';
import { OKTA_AUTH } from './auth/core/okta-config';

interface Times {
  bare: number;
  chain: number;
}

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: \`
    @if (session.signedIn()) {
      <button type="button" (click)="session.signOut()">Sign out</button>
    } @else {
      <button type="button" (click)="session.signIn()">Sign in</button>
    }
    <router-outlet />
  \`,
})
export class App {
  protected readonly session = inject(Session);
  readonly #oktaAuth = inject(OKTA_AUTH);
  readonly #injector = inject(Injector);
  readonly #url = inject(OKTA_CONFIG).issuer + '/api/v1/users/ada@example.com';

  constructor() {
    Object.assign(globalThis, { measure: (rounds: number, calls: number) => this.#measure(rounds, calls) });
  }

  async #measure(rounds: number, calls: number): Promise<Times[]> {
    const accessToken = this.session.tokens().accessToken!;
    const interceptors = [retryInterceptor, renewalInterceptor, nonceInterceptor, sameUserInterceptor, dpopInterceptor];
    const answer: HttpHandlerFn = () => of(new HttpResponse({ body: [] }));
    const send = interceptors.reduceRight<HttpHandlerFn>(
      (next, interceptor) => (request) => runInInjectionContext(this.#injector, () => interceptor(request, next)),
      answer,
    );
    const bare = () => this.#oktaAuth.getDPoPAuthorizationHeaders({ url: this.#url, method: 'GET', accessToken });
    const chain = () => firstValueFrom(send(new HttpRequest('GET', this.#url)));
    const results: Times[] = [];
    for (let round = 0; round < rounds; round++) {
      const times: Times = { bare: 0, chain: 0 };
      for (let call = 0; call < calls; call++) {
        for (const [name, run] of call % 2 ? [['bare', bare], ['chain', chain]] as const : [['chain', chain], ['bare', bare]] as const) {
          const start = performance.now();
          await run();
          times[name] += (performance.now() - start) / calls;
        }
      }
      results.push(times);
    }
    return results;
  }
}
`;

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const apps = new CopiedApps();
const place = await openPlace();
place.serve(await apps.build('whole', { 'src/app/app.ts': APP }));
place.configure(place.config);
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({ executablePath, args });
const page = await (await browser.newContext({ baseURL: place.app })).newPage();
await signIn(page, ADA);
const rounds = await page.evaluate(async () => {
  const { measure } = globalThis as unknown as {
    measure: (rounds: number, calls: number) => Promise<Record<'bare' | 'chain', number>[]>;
  };
  await measure(4, 50); // warm up
  return measure(41, 50);
});
await browser.close();
await place.close();
await apps.remove();

const bare = median(rounds.map((round) => round.bare));
const chain = median(rounds.map((round) => round.chain));
const ratio = median(rounds.map((round) => round.chain / round.bare));
console.log(
  `getDPoPAuthorizationHeaders ${bare.toFixed(3)} ms, chain ${chain.toFixed(3)} ms: ${ratio.toFixed(3)} times`,
);
process.exitCode = ratio <= LIMIT ? 0 : 1;
