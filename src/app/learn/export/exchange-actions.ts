import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { Session } from '../../auth';
import type { Exchange } from '../record/entry';
import { InspectorRecord } from '../record/inspector-record';
import { keyPairs, type KeyPair } from '../tokens/key-pairs';
import { loaded } from '../view/loaded';
import { copy } from './copy';
import { curl, obstacleToCurl, type Means } from './curl';

/** What can be copied of an exchange. */
@Component({
  selector: 'app-exchange-actions',
  template: `
    <span class="i-outcome" role="status">{{ outcome() }}</span>
    @if (exchange().proof) {
      <button type="button" class="i-button" [attr.aria-disabled]="proof() ? null : true" (click)="copyProof()">
        Copy the proof
      </button>
    }
    <button
      type="button"
      class="i-button"
      data-key="c"
      [attr.aria-disabled]="obstacle() === undefined ? null : true"
      (click)="copyCurl()"
    >
      Copy as curl <kbd aria-hidden="true">c</kbd>
    </button>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-actions' },
})
export class ExchangeActions {
  readonly exchange = input.required<Exchange>();
  readonly #record = inject(InspectorRecord);
  readonly #session = inject(Session);
  readonly #pairs = loaded(
    computed(() => this.#session.user()),
    () => keyPairs(),
  );

  protected readonly outcome = signal('');
  protected readonly proof = computed(() => this.#record.proofOf(this.exchange()));
  protected readonly obstacle = computed(() => {
    const pairs = this.#pairs();
    return pairs && obstacleToCurl(this.exchange(), this.#means(pairs[0]));
  });

  constructor() {
    effect(() => {
      this.exchange();
      this.outcome.set('');
    });
  }

  protected async copyCurl(): Promise<void> {
    const means = this.#means((this.#pairs() ?? (await keyPairs()))[0]);
    const obstacle = obstacleToCurl(this.exchange(), means);
    this.outcome.set(obstacle ?? (await copy(await curl(this.exchange(), means), 'A command for one call')));
  }

  protected async copyProof(): Promise<void> {
    const proof = this.proof();
    this.outcome.set(proof === undefined ? 'Gone with the page that made it' : await copy(proof, 'The proof'));
  }

  #means(pair: KeyPair | undefined): Means {
    this.#session.user(); // follows sign-in and sign-out
    const { accessToken } = this.#session.tokens();
    const { lane, url } = this.exchange();
    return {
      token: accessToken && { value: accessToken.accessToken, type: accessToken.tokenType },
      pair,
      nonce: this.#record.newestNonce(lane, url),
    };
  }
}
