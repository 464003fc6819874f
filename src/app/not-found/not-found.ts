import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

@Component({
  selector: 'app-not-found',
  imports: [RouterLink],
  template: `
    <div class="page">
      <h1>There is no such page</h1>
      <p class="lede">
        Nothing is at <code>{{ url }}</code>. The address may be mistyped, or the page has moved.
      </p>
      <p><a routerLink="/">Go to the start page</a></p>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFound {
  /** Without the query: it may hold what should not stand on screen. */
  protected readonly url = inject(Router).url.split(/[?#]/)[0];
}
