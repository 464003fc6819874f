import { bearerServiceOf, ofOrg, seenDecision, serviceDecisionsOf } from '../seen';
import type { Step } from '../step';

const MISSING = 'The DPoP proof JWT header is missing.';

export const serviceRequireProof: Step = {
  id: 'service-require-proof',
  part: 'service',
  title: 'Turn DPoP on for it',
  text: 'The same setting as for the app. Tick **Proof of possession** for the service’s app, save, and run the same command again: the org refuses it.',
  shown: 'For a new app of the type API Services, Okta has this on from the start.',
  minutes: 2,
  command: 'npm run service -- users --bearer',
  admin: { app: 'service', path: 'General Settings → Edit → Proof of possession → Save' },
  elsewhere:
    'In your Admin Console: Applications → the service’s app → General → General Settings → Edit → **Proof of possession**, and save. Then the same command again.',
  check: (facts, from) => {
    const app = bearerServiceOf(facts);
    const services = facts.org?.apps.filter(({ type }) => type === 'service') ?? [];
    const isOn = app ? app.dpop : services.length > 0;
    const refused = serviceDecisionsOf(facts, from)
      .tokens()
      .find(({ status, reason }) => status === 400 && reason === MISSING);
    return [
      ofOrg(facts, {
        what: `${app ? `“${app.label}”` : 'The service’s app'} requires a proof`,
        waiting: 'It accepts token requests without one now.',
        ...(isOn && { seen: { note: 'Proof of possession is on' } }),
      }),
      ofOrg(facts, {
        what: 'A token request without a proof, refused',
        waiting: 'Waiting for the command.',
        ...(refused && isOn && { seen: seenDecision(refused, 'stopped') }),
      }),
    ];
  },
};
