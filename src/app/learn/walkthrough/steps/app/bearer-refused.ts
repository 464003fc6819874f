import { ofOrg, outsideCallsOf, seenOutside } from '../seen';
import type { Step } from '../step';

export const bearerRefused: Step = {
  id: 'bearer-refused',
  part: 'app',
  title: 'See an API call with Bearer refused',
  text: 'A token that is bound to a key is no bearer token any more. Send it as one, as an app does that has forgotten its interceptor.',
  shown: 'The API says it in a header, since the body is empty: the token needs the scheme `DPoP` and a proof.',
  minutes: 1,
  mode: 'dpop',
  session: true,
  check: (facts, from) => {
    const call = outsideCallsOf(facts, from).find(({ scheme, status }) => scheme === 'Bearer' && status === 400);
    return [
      ofOrg(facts, {
        what: 'The bound token, sent as Bearer and refused',
        waiting: 'Waiting for the org to refuse one.',
        ...(call && { seen: seenOutside(call, 'stopped') }),
      }),
    ];
  },
};
