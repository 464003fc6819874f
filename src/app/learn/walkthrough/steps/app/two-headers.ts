import { exchangesOf, seenExchange } from '../seen';
import type { Step } from '../step';

export const twoHeaders: Step = {
  id: 'two-headers',
  part: 'app',
  title: 'Send the token and its proof',
  text: 'The interceptor now sends two headers: the token with the scheme `DPoP`, and a proof made for that one request. Search for someone, and see that the next proof is a new one.',
  shown: 'Two calls, two proofs: each names its method, its address and its moment, and passes once.',
  minutes: 1,
  mode: 'dpop',
  session: true,
  excerpts: ['interceptor'],
  check: (facts, from) => {
    const calls = exchangesOf(facts, from).filter(
      ({ lane, scheme, proof, answer }) => lane === 'api' && scheme === 'DPoP' && proof && answer?.status === 200,
    );
    const first = calls[0];
    const second = calls.find(
      ({ group, proof }) => group !== first?.group && proof?.claims.jti !== first?.proof?.claims.jti,
    );
    return [
      {
        what: 'A call to the API with token and proof',
        waiting: 'Waiting for a call. Users makes one when it opens.',
        ...(first && { seen: seenExchange(first, 'ok') }),
      },
      {
        what: 'A second call, with a proof of its own',
        waiting: 'Waiting. It ticks by itself when the call is answered.',
        ...(second && { seen: seenExchange(second, 'ok') }),
      },
    ];
  },
};
