import { ACCESS_TOKEN_ATTACKS } from './access-token.js';
import type { Attack } from './attack.js';
import { CAPTURED_PROOF_ATTACKS } from './captured-proof.js';
import { FORGED_PROOF_ATTACKS } from './forged-proof.js';
import { HTTP_ATTACKS } from './http.js';
import { LIMITS } from './limits.js';
import { OTHER_REQUEST_ATTACKS } from './other-request.js';

/** All attacks on a resource server, by what the thief uses. */
export const ATTACKS: readonly Attack[] = [
  ...ACCESS_TOKEN_ATTACKS,
  ...CAPTURED_PROOF_ATTACKS,
  ...OTHER_REQUEST_ATTACKS,
  ...FORGED_PROOF_ATTACKS,
  ...HTTP_ATTACKS,
  ...LIMITS,
];

/**
 * Those that are possible at a token endpoint, where there is no access token yet: the attacks on a proof. A request without
 * one is none, since clients without DPoP send it.
 */
export const PROOF_ATTACKS: readonly Attack[] = ATTACKS.filter(
  ({ id, change, stoppedBy }) =>
    id !== 'no-proof' && !change.token && !change.authorization && !['ath', 'jkt', 'nothing'].includes(stoppedBy),
);
