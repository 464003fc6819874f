import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from './session';

/** Shown in place of a redirect when the configuration asks for DPoP and this browser cannot do it. */
@Component({
  selector: 'app-unsupported',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="problem" aria-labelledby="unsupported-title">
      <h1 id="unsupported-title" tabindex="-1">
        {{ reason() ? 'This browser cannot do DPoP' : 'This browser has all that DPoP needs' }}
      </h1>
      @if (reason(); as reason) {
        <p>{{ reason }}</p>
      }
      <p>
        DPoP binds your tokens to a key that never leaves this browser (RFC 9449). Use a current browser, over https or
        on localhost, and not in a mode that switches storage off.
      </p>
      <p class="actions"><a routerLink="/">Back to the start</a></p>
    </section>
  `,
})
export class Unsupported {
  protected readonly reason = inject(Session).unsupported;
}
