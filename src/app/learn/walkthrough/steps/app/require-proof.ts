import { ofOrg } from '../seen';
import type { Step } from '../step';

export const requireProof: Step = {
  id: 'require-proof',
  part: 'app',
  title: 'Require proof in the Admin Console',
  text: 'Tell the org to issue this app no more tokens without a proof. In General Settings, press Edit, tick **Proof of possession**, and save.',
  shown: 'From now on the org asks the app for a proof with each token request.',
  minutes: 2,
  mode: 'bearer',
  lasting: true,
  admin: { app: 'this', path: 'General Settings → Edit → Proof of possession → Save' },
  elsewhere:
    'In your Admin Console: Applications → the app → General → General Settings → Edit → **Proof of possession**: tick “Require Demonstrating Proof of Possession (DPoP) header in token requests”, and save.',
  check: (facts) => {
    const { app, org } = facts;
    const found = org?.apps.find(({ clientId }) => clientId === app.clientId);
    return [
      ofOrg(facts, {
        what: `${found ? `“${found.label}”` : 'The app'} requires a proof`,
        waiting: app.dpop ? 'This is about the app in Bearer mode.' : 'It accepts token requests without one now.',
        ...(found?.dpop && !app.dpop && { seen: { note: 'Proof of possession is on' } }),
      }),
    ];
  },
};
