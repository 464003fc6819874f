import { ADA } from '../people.js';
import { expect } from '../faults/test.js';
import type { Network } from '../faults/network.js';
import type { Tab } from '../faults/tab.js';

/** The app of the README signs in, lists users with a proof, signs out, and leaves neither token nor key. */
export async function expectItWorks(tab: Tab, network: Network): Promise<void> {
  await tab.signIn(ADA);
  expect(await tab.keys()).toBe(1);
  await tab.press('button', 'List the users');
  await tab.sees('20 users', '[role=status]');
  const [call] = network.to('/api/v1/users');
  expect(call!.requestHeaders['authorization']).toMatch(/^DPoP /);
  expect(call!.requestHeaders['dpop']).toBeDefined();
  await tab.press('button', 'Sign out');
  await tab.isSignedIn(false);
  expect(await tab.keys()).toBe(0);
  expect(await tab.tokens()).toEqual([]);
}
