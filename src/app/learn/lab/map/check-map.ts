import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { STOPPED_ANYWAY } from '../../../../../dpop/attacks/stopped-anyway';
import type { Attack } from '../../../../../dpop/attacks/attack';
import { ATTACKS } from '../../../../../dpop/attacks/catalogue';
import type { CheckName } from '../../../../../dpop/checks/check';
import { CHECKS } from '../../../../../dpop/checks/table';
import { wordsFor } from '../../../../../dpop/words/words-for';
import { LabRun } from '../run/lab-run';

const PROOF_CHECKS: readonly string[] = CHECKS.map(({ name }) => name);

/** What else stops attacks. */
const OTHERS: Record<string, string> = {
  host: 'the Host header and the target',
  http: 'how the server reads HTTP',
  nothing: 'what DPoP does not promise to stop',
};

/** Which check stops which attacks, and which get through without it. */
@Component({
  selector: 'app-check-map',
  templateUrl: './check-map.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CheckMap {
  readonly choose = input.required<(id: string) => void>();
  /** Whether the guard can be switched. */
  readonly canSwitch = input.required<boolean>();
  protected readonly lab = inject(LabRun);

  protected readonly rows = computed(() => {
    const names = [...new Set([...PROOF_CHECKS, ...ATTACKS.map(({ stoppedBy }) => stoppedBy)])];
    return names.map((name) => ({
      name,
      title: wordsFor(name)?.title ?? OTHERS[name] ?? '',
      attacks: ATTACKS.filter(({ stoppedBy }) => stoppedBy === name),
      isSwitch: PROOF_CHECKS.includes(name),
      without: this.#without(name),
    }));
  });

  /** What gets through without a check; undefined: that was not tried. */
  #without(name: string): { attacks: Attack[]; words: string; names: string; reason: string } | undefined {
    if (!PROOF_CHECKS.includes(name)) return undefined;
    const through = this.lab.throughWithout(name as CheckName);
    if (!through) return undefined;
    const attacks = ATTACKS.filter(({ id }) => through.includes(id));
    const all = ATTACKS.filter(({ stoppedBy }) => stoppedBy === name).length;
    return {
      attacks,
      words: `${attacks.length < all ? attacks.length : (['', 'This', 'Both'][all] ?? `All ${all}`)} got through`,
      names: attacks.map((attack) => attack.name).join(', '),
      reason: STOPPED_ANYWAY[name as CheckName] ?? '',
    };
  }
}
