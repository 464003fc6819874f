import { hasProof, ofOrg, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

export const serviceNonce: Step = {
  id: 'service-nonce',
  part: 'service',
  title: 'A nonce, and a new assertion',
  text: 'Look at the token request alone. The org asks for a nonce, and the service has to make everything again: the proof, and the client assertion as well, since its `jti` is used up by the 400.',
  shown: 'An assertion and a proof are each good for one request, also when the answer is a challenge.',
  minutes: 1,
  command: 'npm run service -- token --trace',
  excerpts: ['token-request'],
  check: (facts, from) => {
    const { tokens } = serviceDecisionsOf(facts, from);
    const granted = tokens()
      .filter((each) => each.status === 200 && hasProof(each))
      .at(-1);
    const asked = tokens(granted)
      .filter(({ outcome }) => outcome === 'CHALLENGE')
      .at(-1);
    const isNew = granted?.checks.some(({ check, passed }) => check === 'assertion jti' && passed);
    return [
      ofOrg(facts, {
        what: 'The org asked for its nonce',
        waiting: 'Waiting for the command.',
        ...(asked && { seen: seenDecision(asked, 'asked') }),
      }),
      ofOrg(facts, {
        what: 'A new proof and a new assertion passed',
        waiting: 'Waiting for the command.',
        ...(asked &&
          granted &&
          isNew && { seen: { ...seenDecision(granted, 'ok'), note: 'assertion jti: not used before' } }),
      }),
    ];
  },
};
