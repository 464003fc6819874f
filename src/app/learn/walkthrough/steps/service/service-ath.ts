import type { Decision } from '../facts';
import { ofOrg, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

export const serviceAth: Step = {
  id: 'service-ath',
  part: 'service',
  title: 'The hash of the token',
  text: 'A proof for the API has one claim more than one for a token: `ath`, the hash of the access token. With it a stolen proof is of no use for another token. Find it in the trace.',
  shown: 'The API computes the hash itself, and compares.',
  minutes: 1,
  command: 'npm run service -- call GET "/api/v1/users?limit=1" --trace',
  excerpts: ['ath'],
  check: (facts, from) => {
    const call = serviceDecisionsOf(facts, from).calls.find((each) => each.status === 200 && athOf(each));
    return [
      ofOrg(facts, {
        what: 'A call whose `ath` is that of its token',
        waiting: 'Waiting for the command.',
        ...(call && { seen: { ...seenDecision(call, 'ok'), note: `ath ${athOf(call)!.slice(0, 8)}…` } }),
      }),
    ];
  },
};

/** The `ath` of a proof that the org has checked. */
function athOf({ checks }: Decision): string | undefined {
  const actual = checks.find(({ check, passed }) => check === 'ath' && passed)?.actual;
  return typeof actual === 'string' ? actual : undefined;
}
