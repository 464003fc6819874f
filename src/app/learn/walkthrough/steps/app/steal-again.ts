import type { OutsideCall } from '../facts';
import { ofOrg, outsideCallsOf, seenOutside } from '../seen';
import type { Step } from '../step';

const USERS = '/api/v1/users';

export const stealAgain: Step = {
  id: 'steal-again',
  part: 'app',
  title: 'Steal again, and fail twice',
  text: 'This time take both, the token and a proof that has passed. Use them at another address, and then at the same address once more.',
  shown: 'The proof is for one address and for one time. Without the key a thief cannot make another one.',
  minutes: 2,
  mode: 'dpop',
  session: true,
  excerpts: ['replay'],
  check: (facts, from) => {
    const calls = outsideCallsOf(facts, from).filter(({ scheme, status }) => scheme === 'DPoP' && status === 400);
    const elsewhere = calls.find((call) => call.path !== USERS && isStoppedBy(call, 'htu', "'htu'"));
    const again = calls.find((call) => isStoppedBy(call, 'replay', 'already been used'));
    return [
      ofOrg(facts, {
        what: 'At another address: stopped by `htu`',
        waiting: 'Waiting for the org to stop it.',
        ...(elsewhere && { seen: seenOutside(elsewhere, 'stopped') }),
      }),
      ofOrg(facts, {
        what: 'At its own address, again: stopped by `jti`',
        waiting: 'Waiting for the org to stop it.',
        ...(again && { seen: seenOutside(again, 'stopped') }),
      }),
    ];
  },
};

/** @param words of the challenge, where no org says which check it was */
function isStoppedBy({ stoppedBy, reason }: OutsideCall, check: string, words: string): boolean {
  return stoppedBy === undefined ? (reason?.includes(words) ?? false) : stoppedBy === check;
}
