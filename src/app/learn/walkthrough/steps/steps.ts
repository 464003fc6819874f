import { bearerSignIn } from './app/bearer-sign-in';
import { lookAtToken } from './app/look-at-token';
import { stealBearer } from './app/steal-bearer';
import { requireProof } from './app/require-proof';
import { signInFails } from './app/sign-in-fails';
import { switchToDpop } from './app/switch-to-dpop';
import { bearerRefused } from './app/bearer-refused';
import { twoHeaders } from './app/two-headers';
import { stealAgain } from './app/steal-again';
import { lookAtKey } from './app/look-at-key';
import { signOut } from './app/sign-out';
import { notStopped } from './app/not-stopped';
import { serviceBearer } from './service/service-bearer';
import { serviceRequireProof } from './service/service-require-proof';
import { serviceNoProof } from './service/service-no-proof';
import { serviceNonce } from './service/service-nonce';
import { serviceAth } from './service/service-ath';
import { serviceList } from './service/service-list';
import type { Step } from './step';

/** Both tutorials of Okta, in their order (docs/okta-facts.md, section 0). */
export const STEPS: readonly Step[] = [
  bearerSignIn,
  lookAtToken,
  stealBearer,
  requireProof,
  signInFails,
  switchToDpop,
  bearerRefused,
  twoHeaders,
  stealAgain,
  lookAtKey,
  signOut,
  notStopped,
  serviceBearer,
  serviceRequireProof,
  serviceNoProof,
  serviceNonce,
  serviceAth,
  serviceList,
];
