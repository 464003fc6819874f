import { hasProof, ofOrg, schemeOf, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

export const serviceBearer: Step = {
  id: 'service-bearer',
  part: 'service',
  title: 'The service, with a bearer token',
  text: 'A service has no user and no browser. It authenticates with a key of its own (`private_key_jwt`) and gets a token for itself. Run it in a second terminal, in the folder of this project.',
  shown: 'The key authenticates the service. The token that it gets is still a bearer token.',
  minutes: 2,
  command: 'npm run service -- users --bearer',
  elsewhere:
    'In your Admin Console: Applications → Create App Integration → **API Services**; Client Credentials → Public key / Private key; Okta API Scopes → grant `okta.users.read`; Admin roles → Read-only Administrator; **Proof of possession** off. Then `.env`, as docs/service.md says, and the command.',
  excerpts: ['assertion'],
  check: (facts, from) => {
    const { tokens, calls } = serviceDecisionsOf(facts, from);
    const call = calls.find((each) => each.status === 200 && schemeOf(each) === 'Bearer');
    const token = tokens(call)
      .filter((each) => each.status === 200 && !hasProof(each))
      .at(-1);
    return [
      ofOrg(facts, {
        what: 'The org issued a token without a proof',
        waiting: 'Waiting for the command.',
        ...(token && { seen: seenDecision(token, 'ok') }),
      }),
      ofOrg(facts, {
        what: 'The token alone opened the API',
        waiting: 'Waiting for the command.',
        ...(call && { seen: seenDecision(call, 'ok') }),
      }),
    ];
  },
};
