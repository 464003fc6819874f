import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { OKTA_CONFIG, Session } from '../auth';
import { Leaving } from '../ui/leaving';
import { userName } from '../ui/user-name';

/** What a thief does with a copied token, and what the org answers where it is bound to a key. */
const THEFTS = [
  { what: 'Sends the copied headers again', answer: 'stopped, the proof has already been used' },
  { what: 'Sends them to another address', answer: 'stopped, the proof names another address' },
  { what: 'Keeps the token, leaves out the proof', answer: 'stopped, the token requires a proof' },
];

/** What this app is, before sign-in; where the user stands, and the last request, after it. */
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
  protected readonly thefts = THEFTS;
  readonly #leaving = inject(Leaving);
  protected readonly leaving = this.#leaving.underWay;

  /** The Admin Console of the local org. That of a real org is at another address. */
  protected readonly console = this.config.issuer.startsWith('http://localhost:')
    ? `${this.config.issuer}/admin`
    : undefined;

  protected async signIn(): Promise<void> {
    await this.#leaving.go(() => this.session.signIn());
  }
}
