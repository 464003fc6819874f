import { expect, test } from 'vitest';
import { ATTACKS } from '../../../../dpop/attacks/catalogue';
import { choicesFor } from './guess';

test.each(ATTACKS.map((attack) => [attack.id, attack] as const))('%s: the right guess is among seven', (_, attack) => {
  const checks = choicesFor(attack).map(({ check }) => check);
  expect(new Set(checks).size).toBe(7);
  expect(checks).toContain(attack.stoppedBy);
});
