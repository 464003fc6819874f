import { exchangesOf, isTokenRequest, momentsOf, seenExchange } from '../seen';
import type { Step } from '../step';

export const switchToDpop: Step = {
  id: 'switch-to-dpop',
  part: 'app',
  title: 'Switch the app to DPoP: 400, nonce, 200',
  text: 'Now the client: one setting, `dpop: true`. okta-auth-js makes a key pair that it cannot export, signs a proof, is asked for a nonce, and signs a second proof with it.',
  shown:
    'The 400 is no failure: the org handed over a nonce, and the second proof carries it. The token names the key.',
  minutes: 2,
  mode: 'dpop',
  elsewhere: 'Put `"dpop": true` into `public/okta.config.json`, reload this page, and sign in.',
  excerpts: ['config'],
  check: (facts, from) => {
    const requests = exchangesOf(facts, from).filter((each) => isTokenRequest(each) && each.proof);
    const second = requests.filter(({ answer, reason }) => answer?.status === 200 && reason === 'nonce').at(-1);
    const first = second && requests.find(({ group, attempt }) => group === second.group && attempt === 1);
    const asked = first ?? requests.filter(({ answer }) => answer?.error === 'use_dpop_nonce').at(-1);
    const isAsked = asked?.answer?.status === 400 && asked.answer.error === 'use_dpop_nonce';
    const isNew = first !== undefined && first.proof?.claims.jti !== second?.proof?.claims.jti;
    const token = momentsOf(facts, 'token', from)
      .filter(({ tokenType, thumbprint }) => tokenType === 'DPoP' && thumbprint === second?.proof?.thumbprint)
      .at(-1);
    return [
      {
        what: 'A first proof, and the org asks for its nonce',
        waiting: 'Waiting for a sign-in in DPoP mode.',
        ...(asked && isAsked && { seen: seenExchange(asked, 'asked', 'use_dpop_nonce') }),
      },
      {
        what: 'A second proof, with the nonce',
        waiting: 'Another `jti`, and the same key.',
        ...(second && isNew && { seen: { ...seenExchange(second, 'ok'), compare: first.id } }),
      },
      {
        what: 'A token that is bound to that key',
        waiting: 'Its `cnf.jkt` is the thumbprint of the key.',
        ...(token?.thumbprint !== undefined && {
          seen: { at: token.at, exchange: token.id, thumbprint: token.thumbprint, note: 'cnf.jkt' },
        }),
      },
    ];
  },
};
