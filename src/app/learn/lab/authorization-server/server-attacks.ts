import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { TOKEN_ATTACKS } from '../../../../../dpop/attacks/token-endpoint';
import { attackAuthorizationServer, type ServerAttackResult } from '../run/attack-server';
import { ICONS, verdictOf } from '../verdict';

/** Attacks on the authorization server: with codes, refresh tokens and assertions, so not with what this page has. */
@Component({
  selector: 'app-server-attacks',
  template: `
    <section aria-labelledby="server-attacks">
      <header class="i-head">
        <h2 id="server-attacks">At the authorization server</h2>
        <span class="i-soft" role="status">{{ said() }}</span>
        <span class="i-actions">
          <button
            type="button"
            class="i-button"
            [attr.aria-disabled]="!canRun() || running() || null"
            (click)="canRun() && run()"
          >
            Run these {{ attacks.length }}
          </button>
        </span>
      </header>
      <table class="l-table l-server">
        <caption class="visually-hidden">
          Attacks on the authorization server
        </caption>
        <thead>
          <tr>
            <th scope="col">Attack</th>
            <th scope="col">What the thief does</th>
            <th scope="col">Answer</th>
            <th scope="col" class="l-twin">Twin</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.id) {
            <tr>
              <th scope="row">{{ row.name }}</th>
              <td class="i-soft">{{ row.recipe }}</td>
              <td>
                <span [attr.class]="'l-verdict l-' + row.verdict.look"
                  ><svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="row.verdict.icon" /></svg
                  ><span
                    >{{ row.verdict.text }}
                    @if (row.verdict.code) {
                      <code>{{ row.verdict.code }}</code>
                    }
                    {{ row.reason }}</span
                  ></span
                >
              </td>
              <td class="l-twin" data-column="Twin">
                <span class="l-verdict l-off"
                  ><svg class="i-icon" viewBox="0 0 16 16" aria-hidden="true"><path [attr.d]="row.twin.icon" /></svg
                  ><span class="visually-hidden">{{ row.twin.text }}</span></span
                >
              </td>
            </tr>
          }
        </tbody>
      </table>
    </section>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ServerAttacks {
  readonly canRun = input.required<boolean>();

  protected readonly attacks = TOKEN_ATTACKS;
  readonly #results = signal<ReadonlyMap<string, ServerAttackResult>>(new Map());
  protected readonly running = signal(false);
  readonly #problem = signal<string | undefined>(undefined);

  protected readonly said = computed(() => {
    if (this.#problem() !== undefined) return this.#problem();
    const { size } = this.#results();
    return size === 0 ? 'with a session of its own, since this page has no code and no secret' : `${size} run`;
  });
  protected readonly rows = computed(() =>
    TOKEN_ATTACKS.map(({ id, name, recipe }) => {
      const result = this.#results().get(id);
      const twin = result?.outcome === 'could not tell' ? ICONS.unknown : ICONS.passed;
      return {
        ...{ id, name, recipe, reason: result?.reason ?? '' },
        verdict: verdictOf(result, null),
        twin: result ? { icon: twin, text: `answered with ${result.twin}` } : { icon: ICONS.open, text: 'not run' },
      };
    }),
  );

  protected async run(): Promise<void> {
    if (this.running()) return;
    this.running.set(true);
    this.#problem.set(undefined);
    this.#results.set(new Map());
    try {
      for await (const result of attackAuthorizationServer()) {
        this.#results.update((results) => new Map(results).set(result.attack, result));
      }
    } catch (error) {
      this.#problem.set((error as Error).message);
    } finally {
      this.running.set(false);
    }
  }
}
