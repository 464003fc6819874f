/**
 * A frame for the app that src/app/auth/README.md makes, with functions to measure in `globalThis.bench`. What comes after
 * the interceptors answers at once, so that nothing but them is measured.
 */
export const INTERCEPTOR_APP = `
import { HttpClient, HttpRequest, HttpResponse, type HttpHandlerFn } from '@angular/common/http';
import { Component, inject, Injector, runInInjectionContext } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Auth0Client } from '@auth0/auth0-spa-js';
import { generateKeyPair, generateProof } from 'dpop';
import { DPoPState, IndexedDbDPoPStore, User, UserManager } from 'oidc-client-ts';
import { firstValueFrom, of } from 'rxjs';
import {
  dpopInterceptor, nonceInterceptor, OKTA_CONFIG, renewalInterceptor, retryInterceptor, sameUserInterceptor, Session,
} from './auth';
import { OKTA_AUTH } from './auth/core/okta-config';
import { findKey } from './auth/layers/key-store';

type Call = () => Promise<unknown>;

const SIGN = {
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
};

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
  readonly #http = inject(HttpClient);
  readonly #injector = inject(Injector);
  readonly #url = inject(OKTA_CONFIG).issuer + '/api/v1/users/me';

  constructor() {
    Object.assign(globalThis, {
      bench: {
        measure: (rounds: number, blocks: number, atOnce: number) => this.#measure(rounds, blocks, atOnce),
        call: (count: number, inTurn: boolean) => this.#call(count, inTurn),
        expire: () => this.#expire(),
      },
    });
  }

  async #variants(): Promise<Record<string, Call>> {
    const accessToken = this.session.tokens().accessToken!;
    const token = accessToken.accessToken;
    const url = this.#url;
    const interceptors = [retryInterceptor, renewalInterceptor, nonceInterceptor, sameUserInterceptor, dpopInterceptor];
    const answer: HttpHandlerFn = () => of(new HttpResponse({ body: [] }));
    const send = interceptors.reduceRight<HttpHandlerFn>(
      (next, interceptor) => (request) => runInInjectionContext(this.#injector, () => interceptor(request, next)),
      answer,
    );
    const chain = () => firstValueFrom(send(new HttpRequest('GET', url)));

    const pairId = accessToken.dpopPairId;
    const rs256 = (await findKey(pairId))!;
    const es256 = await generateKeyPair('ES256');
    const input = new TextEncoder().encode('x'.repeat(700));

    const store = new IndexedDbDPoPStore();
    await store.set('client', new DPoPState(es256));
    const manager = new UserManager({
      authority: location.origin, client_id: 'client', redirect_uri: location.origin,
      dpop: { bind_authorization_code: false, store },
    });
    const user = new User({ access_token: token, token_type: 'DPoP', profile: { sub: '', iss: '', aud: '', exp: 0, iat: 0 } });
    const auth0 = new Auth0Client({ domain: 'auth0.example', clientId: 'client', useDpop: true });

    return {
      'chain': chain,
      'chain, bearer': async () => {
        this.#oktaAuth.options.dpop = false;
        try {
          // The token and its scheme are chosen when the request is subscribed to, in the next microtasks.
          return await chain();
        } finally {
          this.#oktaAuth.options.dpop = true;
        }
      },
      'okta-auth-js': () => this.#oktaAuth.getDPoPAuthorizationHeaders({ url, method: 'GET', accessToken }),
      'dpop, RS256': () => generateProof(rs256, url, 'GET', undefined, token),
      'signature, RS256': () => crypto.subtle.sign(SIGN.RS256, rs256.privateKey, input),
      'key': () => findKey(pairId),
      'dpop, ES256': () => generateProof(es256, url, 'GET', undefined, token),
      'oidc-client-ts': () => manager.dpopProof(url, user, 'GET'),
      'auth0-spa-js': () => auth0.generateDpopProof({ url, method: 'GET', accessToken: token }),
      'signature, ES256': () => crypto.subtle.sign(SIGN.ES256, es256.privateKey, input),
    };
  }

  /** Milliseconds for each call, of each variant in each round. Each round begins with another variant. */
  async #measure(rounds: number, blocks: number, atOnce: number): Promise<Record<string, number[]>> {
    const variants = Object.entries(await this.#variants());
    const results: Record<string, number[]> = Object.fromEntries(variants.map(([name]) => [name, []]));
    const warmUp = 2;
    for (let round = 0; round < warmUp + rounds; round++) {
      for (let index = 0; index < variants.length; index++) {
        const [name, call] = variants[(index + round) % variants.length];
        const start = performance.now();
        for (let block = 0; block < blocks; block++) await Promise.all(Array.from({ length: atOnce }, call));
        const time = (performance.now() - start) / (blocks * atOnce);
        if (round >= warmUp) results[name].push(time);
      }
    }
    return results;
  }

  /** Calls the API by HttpClient. @returns how many calls failed, and the milliseconds for all */
  async #call(count: number, inTurn: boolean): Promise<{ failed: number; milliseconds: number }> {
    const call = () => firstValueFrom(this.#http.get(this.#url)).then(() => 0, () => 1);
    const start = performance.now();
    let failed = 0;
    if (inTurn) for (let number = 0; number < count; number++) failed += await call();
    else for (const one of await Promise.all(Array.from({ length: count }, call))) failed += one;
    return { failed, milliseconds: performance.now() - start };
  }

  /** Stores the access token as if it had expired. Other tabs see it, too. */
  #expire(): void {
    const tokens = this.session.tokens();
    const accessToken = { ...tokens.accessToken!, expiresAt: Math.floor(Date.now() / 1000) - 10 };
    this.#oktaAuth.tokenManager.setTokens({ ...tokens, accessToken });
  }
}
`;
