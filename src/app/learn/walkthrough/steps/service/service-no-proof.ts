import { hasProof, ofOrg, schemeOf, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

export const serviceNoProof: Step = {
  id: 'service-no-proof',
  part: 'service',
  title: 'A token, but no proof at the API',
  text: 'Now with a second key, which signs proofs, but for the token request alone. This is the slip of the tutorial: the token is bound, and the call of the API sends it as a bearer token.',
  shown: 'A bound token needs a proof at every address it is sent to, not only where it is issued.',
  minutes: 1,
  command: 'npm run service -- users --no-proof',
  excerpts: ['api-call'],
  check: (facts, from) => {
    const { tokens, calls } = serviceDecisionsOf(facts, from);
    const refused = calls.find((each) => each.status === 400 && schemeOf(each) === 'Bearer');
    const token = tokens(refused)
      .filter((each) => each.status === 200 && hasProof(each))
      .at(-1);
    return [
      ofOrg(facts, {
        what: 'The org issued a bound token',
        waiting: 'Waiting for the command.',
        ...(token && { seen: seenDecision(token, 'ok') }),
      }),
      ofOrg(facts, {
        what: 'The API refused it without a proof',
        waiting: 'Waiting for the command.',
        ...(refused && { seen: seenDecision(refused, 'stopped') }),
      }),
    ];
  },
};
