import type { Holding } from '../../../../dpop/attacks/attack';

/** What a thief holds, in the words of the page. */
export const LANES: readonly { holds: Holding; name: string; heading: string }[] = [
  { holds: 'token', name: 'The token', heading: 'Holds the token' },
  { holds: 'token-and-proof', name: 'The token and one proof', heading: 'Holds the token and one proof' },
  { holds: 'own-key', name: 'A key of its own', heading: 'Has a key of its own' },
  { holds: 'network', name: 'The network between', heading: 'Has the network between' },
  { holds: 'use-of-the-key', name: 'Script in this page', heading: 'Runs as script in this page' },
];
