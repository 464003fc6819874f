import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterOutlet, type Route } from '@angular/router';
import { Session } from '../../core/session';
import { signedInGuard } from './signed-in.guard';

/**
 * The fault: when the session ends, in whichever tab, what only that user may see stays on screen. The test:
 * ./signed-in.spec.ts.
 *
 * The parent of all protected routes: it shows them while a user is signed in, and begins them anew for another user. The
 * address stays, to come back to.
 */
@Component({
  selector: 'app-signed-in',
  imports: [RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (user of users(); track user.sub) {
      <router-outlet />
    } @empty {
      @if (session.error() === undefined) {
        <p class="busy" role="status">One moment…</p>
      }
    }
  `,
})
export class SignedIn {
  protected readonly session = inject(Session);
  /** None or one. */
  protected readonly users = computed(() => {
    const user = this.session.user();
    return user ? [user] : [];
  });
}

/** Makes a route the parent of those that only signed-in users see. */
export const signedIn = { component: SignedIn, canActivateChild: [signedInGuard] } satisfies Route;
