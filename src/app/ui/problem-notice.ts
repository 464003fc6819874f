import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Problem } from '../auth';

/** Shows a {@link Problem}: what went wrong, what to do, and what the org said. Buttons go in as content. */
@Component({
  selector: 'app-problem-notice',
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
      <div class="actions"><ng-content /></div>
    </section>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProblemNotice {
  readonly problem = input.required<Problem>();
}
