import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Problem } from '../auth';
import { INSPECTION } from './inspection';

/** Shows a {@link Problem}: what went wrong, what to do, and what the org said. Buttons go in as content. */
@Component({
  selector: 'app-problem-notice',
  imports: [RouterLink],
  template: `
    <section class="problem" role="alert">
      <h2>{{ problem().title }}</h2>
      <p>{{ problem().remedy }}</p>
      <dl class="said">
        @if (problem().status; as status) {
          <div>
            <dt>Status</dt>
            <dd>{{ status }}</dd>
          </div>
        }
        @if (problem().code; as code) {
          <div>
            <dt>Error</dt>
            <dd>{{ code }}</dd>
          </div>
        }
        <div>
          <dt>Detail</dt>
          <dd>{{ problem().detail }}</dd>
        </div>
      </dl>
      @if (link(); as link) {
        <p><a [routerLink]="link">See the request and its checks</a></p>
      }
      <div class="actions"><ng-content /></div>
    </section>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProblemNotice {
  readonly problem = input.required<Problem>();
  readonly #inspection = inject(INSPECTION);
  protected readonly link = computed(() => this.#inspection()?.linkTo(this.problem()));
}
