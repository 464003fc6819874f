import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { CHECKS } from '../../../../../dpop/checks/table';
import { textsOf } from '../../../../../dpop/value';
import { wordsFor } from '../../../../../dpop/words/words-for';
import { OKTA_CONFIG } from '../../../auth';
import { timeText } from '../../view/check-rows';
import { loaded } from '../../view/loaded';
import { OrgDecisions } from '../../view/org-decisions';
import { ICONS } from '../verdict';

const PROOF_CHECKS: readonly string[] = CHECKS.map(({ name }) => name);

/** How the org decided about the request of an attack: what passed, what stopped it, and what was not reached. */
@Component({
  selector: 'app-decision-checks',
  templateUrl: './decision-checks.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DecisionChecks {
  readonly requestId = input.required<string>();
  readonly #decisions = inject(OrgDecisions);
  protected readonly icons = ICONS;
  protected readonly org = new URL(inject(OKTA_CONFIG).issuer).origin;

  readonly #asked = loaded(this.requestId, async (id) => ({ decision: await this.#decisions.of(id) }));
  protected readonly isAsking = computed(() => this.#asked() === undefined);

  protected readonly checks = computed(() => {
    const decision = this.#asked()?.decision;
    if (!decision) return undefined;
    const rows = decision.checks.map((check) => ({
      name: check.check,
      title: wordsFor(check.check)?.title ?? '',
      why: check.why,
      section: check.section,
      passed: check.passed,
      compared: compare(textsOf(check, timeText)),
    }));
    const last = rows.at(-1);
    const failed = last && !last.passed ? last : undefined;
    return {
      passed: rows.filter(({ passed }) => passed).map(({ name }) => name),
      /** Those that failed. Where the org went on, it ignores the check. */
      hits: rows.filter(({ passed }) => !passed).map((row) => ({ ...row, ignored: row !== failed })),
      failed,
      notReached: failed ? PROOF_CHECKS.slice(PROOF_CHECKS.indexOf(failed.name) + 1) : [],
    };
  });
}

/** What both have at their beginning, where that is long, and the rest of each. */
function compare({ expected, actual }: { expected: string; actual: string }): {
  name: string;
  same: string;
  rest: string;
}[] {
  let length = 0;
  while (length < expected.length && expected[length] === actual[length]) length++;
  const same = length < 8 ? 0 : expected.lastIndexOf('/', length - 1) + 1;
  return [
    { name: 'Expected', same: expected.slice(0, same), rest: expected.slice(same) },
    { name: 'Actual', same: actual.slice(0, same), rest: actual.slice(same) },
  ];
}
