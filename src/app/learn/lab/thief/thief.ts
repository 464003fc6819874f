import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { decodeJwt } from 'jose';
import type { Holding } from '../../../../../dpop/attacks/attack';
import { ATTACKS } from '../../../../../dpop/attacks/catalogue';
import type { CheckName } from '../../../../../dpop/checks/check';
import { CHECKS } from '../../../../../dpop/checks/table';
import { Session } from '../../../auth';
import { InspectorRecord } from '../../record/inspector-record';
import { KeyMark } from '../../view/key-mark-view';
import { PracticeGuard } from '../guard/practice-guard';
import { LANES } from '../lanes';
import { boundTo } from '../run/steal';
import { ICONS } from '../verdict';

/** What the thief holds, what was stolen of this session, and the switches of the guard. */
@Component({
  selector: 'app-thief',
  imports: [KeyMark, RouterLink],
  templateUrl: './thief.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'l-thief' },
})
export class Thief {
  /** What attacks are listed. */
  readonly holdings = input.required<ReadonlySet<Holding>>();
  readonly toggle = input.required<(holds: Holding) => void>();
  /** Whether the guard can be switched. */
  readonly canSwitch = input.required<boolean>();

  protected readonly guard = inject(PracticeGuard);
  readonly #session = inject(Session);
  readonly #record = inject(InspectorRecord);
  protected readonly icons = ICONS;
  readonly #now = signal(Date.now() / 1000);

  protected readonly lanes = LANES.map((lane) => ({
    ...lane,
    count: ATTACKS.filter(({ holds }) => holds === lane.holds).length,
  }));
  protected readonly checks: readonly CheckName[] = CHECKS.map(({ name }) => name);

  protected readonly token = computed(() => {
    this.#session.user(); // follows sign-in and sign-out
    const token = this.#session.tokens().accessToken;
    if (!token) return undefined;
    const seconds = Math.floor(expiryOf(token.accessToken, token.expiresAt) - this.#now());
    return {
      thumbprint: boundTo(token.accessToken),
      left: seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left` : 'expired',
    };
  });

  protected readonly proof = computed(() => {
    const exchange = this.#record
      .exchanges()
      .filter(({ lane, token, proof, held }) => lane === 'api' && token && proof && !held)
      .at(-1);
    const jti = exchange?.proof?.claims.jti;
    if (!exchange || typeof jti !== 'string') return undefined;
    return {
      id: exchange.id,
      jti: `${jti.slice(0, 8)}…`,
      request: `${exchange.method} ${new URL(exchange.url).pathname}`,
    };
  });

  constructor() {
    const ticking = setInterval(() => this.#now.set(Date.now() / 1000), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(ticking));
  }

  protected switchCheck(check: CheckName): void {
    void this.guard.set({ ignoredCheck: this.guard.ignoredCheck() === check ? null : check });
  }
}

/** @param known what the app knows, should the token be opaque */
function expiryOf(accessToken: string, known: number): number {
  try {
    return decodeJwt(accessToken).exp ?? known;
  } catch {
    return known;
  }
}
