import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { Messages, Session, Userinfo } from '../auth';
import { CopyButton } from '../ui/copy-button';
import { Instant } from '../ui/instant';
import { latest } from '../ui/latest';
import { ProblemNotice } from '../ui/problem-notice';
import { claimRows } from './claims';

/** What the org says about the user who is signed in (`/oauth2/v1/userinfo`). */
@Component({
  selector: 'app-profile',
  imports: [CopyButton, Instant, ProblemNotice],
  templateUrl: './profile.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Profile {
  protected readonly session = inject(Session);
  readonly #userinfo = inject(Userinfo);
  readonly #messages = inject(Messages);
  protected readonly userinfo = latest(
    signal(undefined),
    () => this.#userinfo.claims(),
    (error) => this.#messages.explain(error),
  );

  protected readonly claims = computed(() => {
    const outcome = this.userinfo.outcome();
    return outcome?.ok ? outcome.value : undefined;
  });
  protected readonly rows = computed(() => claimRows(this.claims() ?? { sub: '' }));
  protected readonly json = computed(() => JSON.stringify(this.claims(), null, 2));
  protected readonly problem = computed(() => {
    const outcome = this.userinfo.outcome();
    return outcome && !outcome.ok ? outcome.problem : undefined;
  });
}
