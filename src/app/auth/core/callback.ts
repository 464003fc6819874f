import { afterNextRender, ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from './session';

/** The view of the route `login/callback`. What went wrong, the frame of the app shows: `session.error()`. */
@Component({
  selector: 'app-callback',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (session.error()) {
      <h1>Sign-in did not finish</h1>
      <button type="button" class="primary" (click)="session.signIn('/')">Sign in again</button>
      <a routerLink="/">Back to the start</a>
    } @else {
      <p class="busy" role="status">Finishing sign-in…</p>
    }
  `,
})
export class Callback {
  protected readonly session = inject(Session);

  constructor() {
    afterNextRender(() => void this.session.finishSignIn()); // not on a server
  }
}
