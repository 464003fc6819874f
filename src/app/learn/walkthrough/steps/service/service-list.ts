import { ofOrg, schemeOf, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

export const serviceList: Step = {
  id: 'service-list',
  part: 'service',
  title: 'The list of users',
  text: 'That is all of it. Without options the service does everything: nonce, assertion, proof and `ath`, and lists the users of the org.',
  shown: 'Both tutorials are done. The lab shows what else a thief may try.',
  minutes: 1,
  command: 'npm run service',
  check: (facts, from) => {
    const call = serviceDecisionsOf(facts, from).calls.find(
      (each) => each.path === '/api/v1/users' && each.status === 200 && schemeOf(each) === 'DPoP',
    );
    return [
      ofOrg(facts, {
        what: 'The users, for a token and its proof',
        waiting: 'Waiting for the command.',
        ...(call && { seen: seenDecision(call, 'ok') }),
      }),
    ];
  },
};
