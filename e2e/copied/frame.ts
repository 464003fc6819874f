/** A frame with sign-in, sign-out, and calls of the API, many at once. */
export const FRAME = `
import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { Component, inject, signal } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { catchError, forkJoin, map, of } from 'rxjs';
import { OKTA_CONFIG, Session } from './auth';

@Component({
  selector: 'app-root',
  imports: [RouterOutlet],
  template: \`
    <header>
      @if (session.signedIn()) {
        <p>Signed in as {{ session.user()?.name }}</p>
        <button type="button" (click)="session.signOut()">Sign out</button>
      } @else {
        <button type="button" (click)="session.signIn()">Sign in</button>
      }
    </header>
    <button type="button" (click)="call('GET', 1)">Call once</button>
    <button type="button" (click)="call('GET', 20)">Call 20 times</button>
    <button type="button" (click)="call('POST', 1)">Post once</button>
    <p class="outcome">{{ outcome() }}</p>
    <router-outlet />
  \`,
})
export class App {
  protected readonly session = inject(Session);
  protected readonly outcome = signal('');
  readonly #http = inject(HttpClient);
  readonly #issuer = inject(OKTA_CONFIG).issuer;

  protected call(method: string, count: number): void {
    this.outcome.set('under way');
    const calls = Array.from({ length: count }, (_, index) =>
      this.#http.request(method, this.#issuer + '/api/v1/users?limit=1&call=' + index).pipe(
        map(() => 'succeeded'),
        catchError((error: unknown) => of(error instanceof HttpErrorResponse ? 'failed with ' + error.status : 'failed: ' + error)),
      ),
    );
    forkJoin(calls).subscribe((outcomes) => {
      const kinds = [...new Set(outcomes)];
      this.outcome.set(kinds.map((kind) => outcomes.filter((outcome) => outcome === kind).length + ' ' + kind).join(', '));
    });
  }
}
`;
