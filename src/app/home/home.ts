import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OKTA_CONFIG, Session } from '../auth';
import { userName } from '../ui/user-name';

/** What this app is, and where the user stands: signed in or not, at which org, with which kind of token. */
@Component({
  selector: 'app-home',
  imports: [RouterLink],
  templateUrl: './home.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Home {
  protected readonly session = inject(Session);
  protected readonly config = inject(OKTA_CONFIG);
  protected readonly userName = computed(() => userName(this.session.user()));
}
