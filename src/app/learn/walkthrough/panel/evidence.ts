import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { KeyMark } from '../../view/key-mark-view';
import { STATE_ICONS } from '../../view/state-icons';
import type { StepStatus } from '../status';
import type { Seen } from '../steps/facts';
import { Walkthrough } from '../walkthrough';
import { RichText } from './rich-text';

/** "Seen so far": what a step waits for, and what was seen of it on the wire. */
@Component({
  selector: 'app-evidence',
  imports: [KeyMark, RichText, RouterLink],
  template: `
    <h4>{{ heading() }}</h4>
    <ul class="w-seen">
      @for (finding of status().findings; track finding.what) {
        <li>
          @if (finding.seen || status().byHand) {
            <svg class="i-icon w-yes" viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8.5l3.2 3.2L13 4.6" /></svg>
          } @else {
            <svg class="i-icon w-no" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="5" /></svg>
          }
          <div>
            <app-rich-text [text]="finding.what" />
            <span class="visually-hidden">{{ finding.seen ? ', seen' : ', not seen yet' }}</span>
            <div class="i-soft w-fact">
              @if (finding.seen; as seen) {
                @if (seen.request) {
                  @if (seen.exchange !== undefined) {
                    <a class="w-request" routerLink="/inspector" [queryParams]="{ exchange: seen.exchange }">{{
                      seen.request
                    }}</a>
                  } @else {
                    <code class="w-request">{{ seen.request }}</code>
                  }
                }
                @if (seen.status) {
                  <span [attr.class]="'i-status i-' + seen.verdict">
                    @if (icon(seen); as icon) {
                      <svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="icon" /></svg>
                    }
                    {{ seen.status }}
                  </span>
                }
                @if (seen.at) {
                  <time>{{ time(seen.at) }}</time>
                }
                @if (seen.thumbprint; as thumbprint) {
                  <app-key-mark [thumbprint]="thumbprint" />
                }
                @if (seen.jti) {
                  <code>jti {{ seen.jti.slice(0, 8) }}…</code>
                }
                @if (seen.note) {
                  <span>{{ seen.note }}</span>
                }
                @if (seen.compare !== undefined) {
                  <a routerLink="/inspector" [queryParams]="{ exchange: seen.compare, view: 'compare' }"
                    >The two proofs side by side</a
                  >
                }
              } @else if (status().byHand) {
                Ticked by you. This page cannot see it.
              } @else if (finding.hidden) {
                This org does not show it to the page. Tick it yourself when it is done.
              } @else {
                <app-rich-text [text]="isAsking() ? 'Asking the org…' : finding.waiting" />
              }
            </div>
          </div>
        </li>
      }
    </ul>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Evidence {
  readonly status = input.required<StepStatus>();
  readonly #walk = inject(Walkthrough);
  protected readonly heading = computed(() => {
    const { state } = this.status();
    return state === 'ahead' ? 'What ticks it' : state === 'done' ? 'What was seen' : 'Seen so far';
  });
  protected readonly isAsking = computed(
    () => this.#walk.org.local && this.#walk.org.reach() === 'asking' && this.status().state === 'current',
  );

  protected time(at: number): string {
    return new Date(at).toLocaleTimeString(undefined, { hour12: false });
  }

  protected icon({ verdict }: Seen): string | undefined {
    if (verdict === 'through') return 'M2 8h4M9 8h5M11 5l3 3-3 3';
    return verdict === 'ok' || verdict === undefined ? undefined : STATE_ICONS[verdict];
  }
}
