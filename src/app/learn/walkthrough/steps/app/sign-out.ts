import { exchangesOf, momentsOf, seenExchange } from '../seen';
import type { Step } from '../step';

export const signOut: Step = {
  id: 'sign-out',
  part: 'app',
  title: 'Sign out, and see it gone',
  text: 'Signing out deletes the tokens and the key here, revokes the tokens at the org, and ends the session there.',
  shown: 'A copy of the token is worthless now, and so is every proof: the key no longer exists.',
  minutes: 1,
  mode: 'dpop',
  excerpts: ['clear-keys'],
  check: (facts, from) => {
    const { app, browser } = facts;
    const cleared = momentsOf(facts, 'keys-cleared', from).at(-1);
    const revoked = exchangesOf(facts, from).find(
      ({ url, answer }) => new URL(url).pathname.endsWith('/v1/revoke') && answer?.status === 200,
    );
    const isGone = app.dpop && cleared && revoked && browser.keys.length === 0;
    return [
      {
        what: 'The key is deleted',
        waiting: 'Waiting for the sign-out.',
        ...(isGone && { seen: { at: cleared.at, note: 'IndexedDB is empty' } }),
      },
      {
        what: 'The tokens are revoked, and gone from storage',
        waiting: 'Waiting for the sign-out.',
        ...(isGone && !browser.token && { seen: seenExchange(revoked, 'ok') }),
      },
    ];
  },
};
