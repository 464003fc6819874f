import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { InspectorRecord } from '../record/inspector-record';
import { KeyMark } from '../view/key-mark-view';

/** The last signed request of the session. Takes the place of the picture of one, as soon as there is one. */
@Component({
  selector: 'app-live-request',
  imports: [KeyMark, RouterLink],
  template: `
    @if (last(); as it) {
      <dl>
        <div>
          <dt>{{ it.method }}</dt>
          <dd>
            <code>{{ it.path }}</code>
            <span>{{ it.status }}</span>
          </dd>
        </div>
        <div>
          <dt>Authorization</dt>
          <dd>
            <code class="i-wire-value"><b>DPoP</b> <span class="i-hidden">the access token, not shown</span></code>
            <span>It names one key: <app-key-mark [thumbprint]="it.thumbprint" /></span>
          </dd>
        </div>
        <div>
          <dt>DPoP</dt>
          <dd>
            <code class="i-pairs">
              @for (claim of it.claims; track claim.name) {
                <span>{{ claim.name }}</span> <span>{{ claim.value }}</span>
              }
            </code>
            <span>The proof, signed by that key for this method, this address and this moment. It passed once.</span>
          </dd>
        </div>
      </dl>
      <p><a [routerLink]="it.link">See this request in full</a></p>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'class': 'i-live', '[attr.hidden]': "last() ? null : ''" },
})
export class LiveRequest {
  readonly #record = inject(InspectorRecord);
  readonly #router = inject(Router);

  protected readonly last = computed(() => {
    const exchange = this.#record
      .exchanges()
      .filter(({ token, proof }) => token && proof)
      .at(-1);
    if (!exchange) return undefined;
    const { id, method, url, proof, answer, at } = exchange;
    const { htm, htu, iat, jti, ath } = proof!.claims;
    const when = new Date(at).toLocaleTimeString();
    return {
      link: this.#router.createUrlTree(['/inspector'], { queryParams: { exchange: id } }),
      ...{ method, thumbprint: proof!.thumbprint },
      path: new URL(url).pathname,
      status: answer ? `Answered with ${answer.status}, sent at ${when}.` : `Sent at ${when}.`,
      claims: Object.entries({ htm, htu, iat, jti, ath }).map(([name, value]) => ({ name, value: String(value) })),
    };
  });
}
