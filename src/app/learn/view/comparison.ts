import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Exchange } from '../record/entry';
import { claimRows, type ClaimRow } from './claim-rows';
import { KeyMark } from './key-mark-view';

interface Compared {
  name: string;
  kind: ClaimRow['kind'];
  values: [before: string | undefined, after: string | undefined];
  changed: boolean;
  why: string;
}

/** Two attempts of one call side by side: what changed, and what stayed. */
@Component({
  selector: 'app-comparison',
  imports: [KeyMark],
  templateUrl: './comparison.html',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'i-comparison' },
})
export class Comparison {
  readonly before = input.required<Exchange>();
  readonly after = input.required<Exchange>();

  protected readonly groups = computed(() => {
    const rows = compare(this.before(), this.after());
    return [
      { name: 'Changed', rows: rows.filter(({ changed }) => changed) },
      { name: 'Stayed', rows: rows.filter(({ changed }) => !changed) },
    ].filter(({ rows: list }) => list.length > 0);
  });

  protected nameOf({ attempt, answer }: Exchange): string {
    return `Attempt ${attempt}: ${answer?.status ?? 'no answer'}`;
  }
}

/** Compares the proofs of two attempts. */
export function compare(before: Exchange, after: Exchange): Compared[] {
  const rows = new Map(claimRows(before).map((row) => [row.name, row]));
  const compared = claimRows(after).map(({ name, kind, value }): Compared => {
    const values: Compared['values'] = [rows.get(name)?.value, value];
    const changed = values[0] !== values[1];
    return { name, kind, values, changed, why: WHY[name]?.[changed ? 0 : 1] ?? '' };
  });
  if (before.proof && after.proof) {
    const why = 'Over the new claims, by the key in jwk.';
    compared.push({ name: 'signature', kind: 'text', values: ['its own', 'its own'], changed: true, why });
  }
  return compared;
}

/** Why a member changes, and why it stays. */
const WHY: Record<string, [changed: string, stayed: string]> = {
  jti: ['One proof, one use: the first one must not come again.', ''],
  iat: ['The moment at which it was made.', 'Made in the same second.'],
  nonce: ['The server’s own, out of its answer.', 'The server asked for no other.'],
  ath: ['The token was renewed.', 'The same access token.'],
  jwk: ['Another key.', 'The same key. The token is bound to it.'],
  htm: ['', 'The same method.'],
  htu: ['', 'The same address.'],
};
