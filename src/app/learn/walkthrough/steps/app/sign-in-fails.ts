import type { Facts } from '../facts';
import { exchangesOf, isTokenRequest, seenExchange } from '../seen';
import type { Step } from '../step';

export const signInFails: Step = {
  id: 'sign-in-fails',
  part: 'app',
  title: 'See the sign-in fail',
  text: 'The app still knows nothing of DPoP. Sign in again: the org takes the password, and then refuses the token request, which has no `DPoP` header.',
  shown: 'The password was right. What is missing is the proof: `The DPoP proof JWT header is missing.`',
  minutes: 1,
  mode: 'bearer',
  check: (facts, from) => {
    const refused = exchangesOf(facts, from).find(
      (each) =>
        isTokenRequest(each) &&
        !each.proof &&
        each.grant === 'authorization_code' &&
        each.answer?.status === 400 &&
        each.answer.error === 'invalid_dpop_proof',
    );
    return [
      {
        what: 'A token request without a proof, refused',
        waiting: 'Waiting for a sign-in in Bearer mode.',
        ...(refused && {
          seen: seenExchange(refused, 'stopped', reasonOf(facts, refused.answer?.requestId) ?? 'invalid_dpop_proof'),
        }),
      },
    ];
  },
};

function reasonOf({ org }: Facts, requestId: string | undefined): string | undefined {
  return org?.decisions.find(({ id }) => id === requestId)?.reason;
}
