import { ADA } from '../people.js';
import { expect, test } from './test.js';
import type { Tab } from './tab.js';
import { ENGINES } from '../tags.js';

/** Puts the clock of a browser wrong, before any script of the page runs. */
async function shiftClock(tab: Tab, minutes: number): Promise<void> {
  await tab.page.evaluateOnNewDocument((milliseconds) => {
    const Right = Date;
    class Wrong extends Right {
      constructor(...given: unknown[]) {
        if (given.length === 0) super(Right.now() + milliseconds);
        else super(...(given as [number]));
      }

      static override now(): number {
        return Right.now() + milliseconds;
      }
    }
    globalThis.Date = Wrong as DateConstructor;
  }, minutes * 60_000);
}

const CLOCKS = [
  ['slow', -10],
  ['fast', 10],
] as const;

/** Says by how much the clock is off, in a unit that people use. */
const TELLS = /\b(10|ten|9|11) min/i;

for (const [name, minutes] of CLOCKS) {
  test(
    `a browser clock that is ten minutes ${name}: told how far it is off, signed in all the same or told what to do`,
    name === 'slow' ? ENGINES : {},
    async ({ tab, network, costs }) => {
      await shiftClock(tab, minutes);
      await tab.open();
      costs({ requests: 2 });
      await tab.press('button', 'Sign in');
      await tab.enterCredentials(ADA);
      await tab.sees(TELLS);
      // No loop: two requests for tokens, and as many again if it was corrected.
      expect(network.to('/oauth2/v1/token').length).toBeLessThanOrEqual(4);
      if (await tab.has('button', 'Sign out')) {
        await tab.press('link', 'Users');
        await tab.seesUsers();
      } else {
        expect(await tab.keys()).toBe(0);
      }
    },
  );

  test(`the browser clock becomes ten minutes ${name} while signed in: told how far, or corrected and said so`, async ({
    tab,
    network,
    costs,
  }) => {
    await tab.signIn(ADA);
    await shiftClock(tab, minutes);
    costs({ requests: 1 });
    await tab.open('/users');
    await tab.sees(TELLS);
    expect(network.to('/api/v1/users').length).toBeLessThanOrEqual(2);
  });

  test(`the org’s clock is ten minutes ${name}: told the difference`, async ({ tab, ground }) => {
    await ground.switch({ clockShift: minutes * 60 });
    await tab.open();
    await tab.press('button', 'Sign in');
    await tab.enterCredentials(ADA);
    await tab.sees(TELLS);
  });
}

// Okta takes proofs that are up to five minutes old, and hardly any from the future.
for (const [what, minutes] of [
  ['two minutes slow', -2],
  ['half a minute fast', 0.5],
] as const) {
  test(`a browser clock that is ${what}: no matter`, async ({ tab }) => {
    await shiftClock(tab, minutes);
    await tab.signIn(ADA);
    await tab.press('link', 'Users');
    await tab.seesUsers();
    expect(await tab.text('[role=alert]')).toBe('');
  });
}
