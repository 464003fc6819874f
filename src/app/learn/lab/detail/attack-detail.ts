import { ChangeDetectionStrategy, Component, computed, effect, ElementRef, inject, input, signal } from '@angular/core';
import type { Answer } from '../../../../../dpop/attacks/answer';
import type { Attack } from '../../../../../dpop/attacks/attack';
import { curlOf } from '../../../../../dpop/attacks/curl';
import type { AttackRequest } from '../../../../../dpop/attacks/change';
import type { Attempt } from '../../../../../dpop/attacks/run-attacks';
import { readProof } from '../../../../../dpop/proof';
import { textOf } from '../../../../../dpop/value';
import { wordsFor } from '../../../../../dpop/words/words-for';
import { Session } from '../../../auth';
import { copy } from '../../export/copy';
import { parseChallenge } from '../../view/verdict';
import { PracticeGuard } from '../guard/practice-guard';
import { choicesFor, NOTHING } from '../guess';
import { LANES } from '../lanes';
import { LabRun } from '../run/lab-run';
import { bearerVerdictOf, ICONS, verdictOf } from '../verdict';
import { DecisionChecks } from './decision-checks';
import { withoutSecrets, type Part } from './without-secrets';

/** An attack in full: what the thief does, a guess, the request, the answer, the checks. */
@Component({
  selector: 'app-attack-detail',
  imports: [DecisionChecks],
  templateUrl: './attack-detail.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'l-attack' },
})
export class AttackDetail {
  readonly attack = input.required<Attack>();
  /** Why attacks cannot be run here; undefined: they can. */
  readonly obstacle = input.required<string | undefined>();

  protected readonly lab = inject(LabRun);
  protected readonly guard = inject(PracticeGuard);
  readonly #session = inject(Session);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly icons = ICONS;
  protected readonly nothing = NOTHING;

  protected readonly lane = computed(() => LANES.find(({ holds }) => holds === this.attack().holds)!);
  protected readonly result = computed(() => this.lab.results().get(this.attack().id));
  protected readonly verdict = computed(() => verdictOf(this.result(), this.guard.ignoredCheck()));
  protected readonly bearer = computed(() =>
    bearerVerdictOf(this.attack(), this.result(), this.lab.bearer() !== undefined),
  );
  protected readonly isRunning = computed(() => this.lab.running()?.attack === this.attack().id);

  protected readonly choices = computed(() => choicesFor(this.attack()));
  /** What is chosen, before the attack runs. */
  protected readonly chosen = signal('');
  /** What came of copying, for the head of the pane. */
  readonly copied = signal('');

  /** The requests as commands: as they were sent, or as they would be. */
  protected readonly commands = signal<{ dpop?: Part[]; bearer?: Part[] }>({});

  protected readonly answer = computed(() => answerOf(this.result()));
  protected readonly bearerAnswer = computed(() => answerOf(this.result()?.bearer));
  protected readonly proof = computed(() => proofOf(this.result()?.request));

  /** Why the check exists that has to stop it. */
  protected readonly why = computed(() => wordsFor(this.attack().stoppedBy as string)?.why ?? '');

  protected readonly guessed = computed(() => {
    const [result, guess] = [this.result(), this.lab.guesses().get(this.attack().id)];
    if (!result || guess === undefined || !/^(stopped|got through|no defence)$/.test(result.outcome)) return undefined;
    const actual = whatStopped(result, this.attack());
    const why = actual === NOTHING ? '' : (wordsFor(actual)?.why ?? '');
    return { right: guess === actual, guess, actual, why };
  });

  protected readonly whose = computed(() => {
    const bearer = this.lab.bearer();
    if (!bearer) return 'A token of the same user, from the bearer app of the practice org.';
    const isSame = bearer.login === this.#session.user()?.preferred_username;
    return isSame
      ? `A token of ${bearer.login}, too, from the bearer app of the practice org.`
      : `A token of ${bearer.login}, from the bearer app: the lab knows the passwords of the shipped users only.`;
  });

  constructor() {
    effect(() => {
      this.attack();
      this.chosen.set('');
      this.copied.set('');
    });
    effect((onCleanup) => {
      let isNewest = true;
      onCleanup(() => (isNewest = false));
      const [attack, result, obstacle] = [this.attack(), this.result(), this.obstacle()];
      void this.#commandsOf(attack, result, obstacle).then((commands) => {
        if (isNewest) this.commands.set(commands);
      });
    });
  }

  protected runGuessed(): void {
    if (this.chosen()) void this.run();
  }

  /** Runs the attack with the chosen guess, if there is one. */
  protected async run(): Promise<void> {
    if (this.obstacle() !== undefined || this.lab.running()) return;
    const { id } = this.attack();
    if (this.chosen()) this.lab.guess(id, this.chosen());
    await this.lab.run([this.attack()]);
    // The form that had the focus is gone.
    const document = this.#host.ownerDocument;
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) this.#host.querySelector<HTMLElement>('#dpop-title')?.focus();
    });
  }

  async copyCurl(as: 'dpop' | 'bearer' = 'dpop'): Promise<void> {
    const obstacle = this.obstacle();
    if (obstacle !== undefined) this.copied.set(obstacle);
    else this.copied.set(await copy(await this.lab.curl(this.attack(), as), 'The command, with the token in it,'));
  }

  async #commandsOf(
    attack: Attack,
    result: { request?: AttackRequest; bearer?: Attempt } | undefined,
    obstacle: string | undefined,
  ): Promise<{ dpop?: Part[]; bearer?: Part[] }> {
    if (obstacle !== undefined || (attack.needs === 'nonce' && !this.guard.asksForNonce())) return {};
    try {
      const request = result?.request ?? (await this.lab.preview(attack, 'dpop'));
      const bearer = attack.bearer && (result?.bearer?.request ?? (await this.lab.preview(attack, 'bearer')));
      return {
        dpop: withoutSecrets(curlOf(request, attack)),
        ...(bearer && { bearer: withoutSecrets(curlOf(bearer, attack)) }),
      };
    } catch {
      return {}; // Running it tells why.
    }
  }
}

/** The check that stopped an attack, as the guesses name them. */
function whatStopped({ outcome, stoppedBy = '' }: Attempt, attack: Attack): string {
  if (outcome !== 'stopped') return NOTHING;
  // HTTP itself stopped it, before any check.
  return /^(HTTP|a closed)/.test(stoppedBy) ? attack.stoppedBy : stoppedBy;
}

/** What there is to show of an answer. */
function answerOf(
  attempt: Attempt | undefined,
): { status: number; error: string; description: string; body: string; requestId: string | undefined } | undefined {
  const answer: Answer | undefined = attempt?.answer;
  if (!answer) return undefined;
  const challenge = answer.headers['www-authenticate'];
  const parameters = new Map(typeof challenge === 'string' ? parseChallenge(challenge).parameters : []);
  const requestId = answer.headers['x-okta-request-id'];
  return {
    status: answer.status,
    error: parameters.get('error') ?? '',
    description: parameters.get('error_description') ?? '',
    body: answer.body,
    // Without an endpoint there is no guard that could decide.
    requestId: typeof requestId === 'string' && answer.status !== 404 ? requestId : undefined,
  };
}

/** The members of the first proof of a request; undefined: it has none that can be read. */
function proofOf(request: AttackRequest | undefined): { name: string; value: string }[] | undefined {
  const compact = request?.headers.find(([name]) => name === 'DPoP')?.[1];
  try {
    const { header, claims } = readProof(compact ?? '');
    const { jwk, ...shownHeader } = header;
    const kind = (jwk as JsonWebKey | undefined)?.kty;
    return Object.entries({ ...shownHeader, ...(kind && { jwk: `a key of type ${kind}` }), ...claims })
      .filter(([name]) => name !== 'nonce')
      .map(([name, value]) => ({
        name,
        value: short(typeof value === 'object' ? JSON.stringify(value) : textOf(value as string)),
      }));
  } catch {
    return undefined;
  }
}

const short = (text: string): string =>
  text.length > 200 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
