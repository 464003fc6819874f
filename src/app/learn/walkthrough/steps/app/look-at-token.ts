import type { Step } from '../step';

export const lookAtToken: Step = {
  id: 'look-at-token',
  part: 'app',
  title: 'Look at the token',
  text: 'The access token is in local storage, where every script of this page can read it. Show it: its claims name the user, the app and the scopes, and no key.',
  shown: 'There is no `cnf` in it, so nothing ties the token to this browser.',
  minutes: 1,
  mode: 'bearer',
  session: true,
  check: ({ acts: { looked }, browser: { token } }, from) => {
    const seen = looked && looked.at >= from && looked.hash === token?.hash ? looked : undefined;
    return [
      {
        what: 'You looked at the token that is in use',
        waiting: 'Waiting for “Show the token”.',
        ...(seen && { seen: { at: seen.at, note: `ath ${seen.hash.slice(0, 8)}…` } }),
      },
      {
        what: 'None of them names a key',
        waiting: 'A bound token has the claim `cnf`.',
        ...(seen && token && token.thumbprint === undefined && { seen: { note: 'no cnf' } }),
      },
    ];
  },
};
