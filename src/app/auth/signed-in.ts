import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { Session } from './session';

/**
 * The parent of all protected routes: it shows them while somebody is signed in. When the session ends, in whichever
 * tab, what only that person may see leaves the screen at once; the address stays, to come back to. When another person
 * signs in, the view begins anew.
 */
@Component({
  selector: 'app-signed-in',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (person of people(); track person.sub) {
      <router-outlet />
    } @empty {
      @if (!session.problem()) {
        <p class="busy" role="status">One moment…</p>
      }
    }
  `,
})
export class SignedIn {
  protected readonly session = inject(Session);
  protected readonly people = computed(() => {
    const sub = this.session.person();
    return sub === undefined ? [] : [{ sub }];
  });
}
