import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Session } from '../../auth';
import { linkedPages } from '../navigation/provide-page';
import { InspectorRecord } from '../record/inspector-record';
import { keyPairs } from '../tokens/key-pairs';
import { lifeLeft, shareLeft, tokenOf } from '../tokens/shown-token';
import { keyMark } from '../view/key-mark';
import { KeyMark } from '../view/key-mark-view';
import { loaded } from '../view/loaded';
import { verdictOf } from '../view/verdict';

/** What each claim of a proof is for, as one sentence over several rows. */
const MEANINGS = {
  htm: 'For this method,',
  htu: 'at this address,',
  iat: 'made at this moment,',
  jti: 'good once,',
  nonce: 'with the nonce that the server asked for,',
  ath: 'with this access token and no other,',
} as const;

/** The ways on from Home, where their pages are in the app. */
const WAYS = [
  {
    path: '/walkthrough',
    name: 'Walk through it',
    text: 'Both of Okta’s tutorials, done in this app: bearer first, then DPoP, then you steal the token.',
    action: 'Start with the first step',
  },
  {
    path: '/lab',
    name: 'Attack it',
    text: 'Attacks with your own token and proof. Guess which check stops each, then run it.',
    action: 'Open the lab',
  },
];

/** What the session has on Home: its last request, its key, its access token, and the ways on. */
@Component({
  selector: 'app-live-request',
  imports: [KeyMark, RouterLink],
  templateUrl: './live-request.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'class': 'i-live', '[attr.hidden]': "token() ? null : ''" },
})
export class LiveRequest {
  readonly #record = inject(InspectorRecord);
  readonly #router = inject(Router);
  readonly #session = inject(Session);
  protected readonly now = signal(Date.now() / 1000);
  protected readonly lifeLeft = lifeLeft;
  protected readonly shareLeft = shareLeft;
  protected readonly keyMark = keyMark;

  protected readonly ways = WAYS.filter(({ path }) =>
    linkedPages(this.#router.config).some((page) => page.path === path),
  );
  protected readonly keys = this.#router.createUrlTree(['/inspector'], { queryParams: { view: 'keys' } });

  protected readonly token = computed(() => {
    this.#session.user(); // follows sign-in and sign-out
    const { accessToken } = this.#session.tokens();
    return accessToken && tokenOf('Access token', '', accessToken.accessToken);
  });
  protected readonly scopes = computed(() => this.token()?.claims.find(({ name }) => name === 'scp')?.value);
  protected readonly pair = loaded(
    computed(() => this.#session.user()),
    async () => (await keyPairs()).at(-1),
  );
  protected readonly proofs = computed(
    () => this.#record.exchanges().filter(({ proof }) => proof?.thumbprint === this.pair()?.thumbprint).length,
  );

  /** The last request to the API; before there is one, the last with a proof. */
  protected readonly last = computed(() => {
    const exchanges = this.#record.exchanges();
    const exchange = exchanges.filter(({ token }) => token).at(-1) ?? exchanges.filter(({ proof }) => proof).at(-1);
    if (!exchange) return undefined;
    const { id, method, url, scheme, proof, answer, at } = exchange;
    const { pathname, search } = new URL(url);
    const { state, word } = verdictOf(exchange);
    return {
      ...{ method, pathname, search, scheme, state, word, proof, answer },
      link: this.#router.createUrlTree(['/inspector'], { queryParams: { exchange: id } }),
      time: new Date(at).toLocaleTimeString(),
      claims: (Object.keys(MEANINGS) as (keyof typeof MEANINGS)[]).flatMap((name) => {
        const value = proof?.claims[name];
        const isShown = typeof value === 'string' || typeof value === 'number';
        return isShown ? [{ name, value: String(value), meaning: MEANINGS[name] }] : [];
      }),
    };
  });

  constructor() {
    const ticking = setInterval(() => this.now.set(Date.now() / 1000), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }
}
