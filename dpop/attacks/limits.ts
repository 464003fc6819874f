import type { Attack } from './attack.js';
import type { Change } from './change.js';
import type { Loot } from './loot.js';

/** Posts a form, with a good proof for that address. */
const postOf = (body: string): Change => ({
  method: 'POST',
  claims: ({ post }) => ({ htu: post && post.origin + post.pathname }),
  target: ({ post }) => (post ? post.pathname + post.search : ''),
  body,
});

/** The same address with another query. */
function targetWithLimit({ resource }: Loot): string {
  const target = new URL(resource);
  target.searchParams.set('limit', '200');
  return target.pathname + target.search;
}

/** What DPoP does not promise to stop. */
export const LIMITS: readonly Attack[] = [
  {
    id: 'use-of-the-key',
    name: 'A script that signs with the key',
    holds: 'use-of-the-key',
    recipe: 'Runs in the page, and has the browser sign a proof. The key cannot be taken away, but it can be used.',
    stoppedBy: 'nothing',
    section: 'RFC 9449 section 11.4',
    change: {},
    helps:
      'Keep foreign script out: a Content Security Policy, few dependencies, no third-party tags. Short lifetimes limit the time.',
    bearer: {},
  },
  {
    id: 'proof-made-beforehand',
    name: 'A proof made beforehand',
    holds: 'use-of-the-key',
    recipe:
      'Has the page sign proofs for a time to come, and sends one of them with the token from elsewhere, when the page is long closed.',
    stoppedBy: 'nothing',
    section: 'RFC 9449 section 11.2',
    change: { claims: () => ({ nonce: undefined }) },
    helps:
      'A nonce: it cannot be known beforehand. Where the API asks for none, the lifetime of the access token is the limit.',
  },
  {
    id: 'other-query',
    name: 'Another query',
    holds: 'use-of-the-key',
    recipe:
      'Asks for 200 entries in the place of one after the proof was made, as a script that wraps fetch can, or a proxy that ends TLS. The query is not in the proof.',
    stoppedBy: 'nothing',
    section: 'RFC 9449 section 4.2',
    change: { target: targetWithLimit },
    helps: 'TLS up to the server itself. Where that is not enough, HTTP Message Signatures (RFC 9421).',
    bearer: { target: targetWithLimit },
  },
  {
    id: 'other-body',
    name: 'Another body',
    holds: 'use-of-the-key',
    recipe:
      'Changes role=reader to role=admin after the proof was made, as a script that wraps fetch can, or a proxy that ends TLS. The body is not in the proof.',
    stoppedBy: 'nothing',
    section: 'RFC 9449 section 11.7',
    needs: 'post',
    change: postOf('role=admin'),
    twin: postOf('role=reader'),
    helps: 'TLS up to the server itself. Where that is not enough, HTTP Message Signatures (RFC 9421).',
    bearer: postOf('role=admin'),
  },
];
