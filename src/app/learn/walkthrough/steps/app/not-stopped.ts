import { ofOrg, outsideCallsOf, seenOutside } from '../seen';
import type { Step } from '../step';

export const notStopped: Step = {
  id: 'not-stopped',
  part: 'app',
  title: 'What DPoP does not stop',
  text: 'A script that runs in this page cannot take the key, but it can sign with it. Sign in, and run one: it makes a proof of its own and calls the API past the app.',
  shown:
    'It got through: DPoP does not replace a strict Content Security Policy. Nor does it help against a stolen, unlocked device, or a user who signs in at a false page. docs/threats.md has the whole list.',
  minutes: 2,
  mode: 'dpop',
  session: true,
  check: (facts, from) => {
    const call = outsideCallsOf(facts, from).find(({ scheme, status }) => scheme === 'DPoP' && status === 200);
    return [
      ofOrg(facts, {
        what: 'A call with a good proof that the app did not make',
        waiting: 'Waiting for the script.',
        ...(call && { seen: { ...seenOutside(call, 'through'), note: 'got through' } }),
      }),
    ];
  },
};
