import type { AppChanges } from './model/app-changes.js';
import type { Directory } from './model/directory.js';
import type { TrustedOrigins } from './model/trusted-origins.js';
import type { Switches } from './practice/switches/switches.js';
import type { State } from './state/state.js';
import type { SystemLog } from './system-log/system-log.js';
import type { AccessTokens } from './tokens/access-tokens.js';
import type { IdTokens } from './tokens/id-tokens.js';
import type { Nonces } from './tokens/nonces.js';
import type { RefreshTokens } from './tokens/refresh-tokens.js';
import type { Replays } from './tokens/replays.js';

/** The parts of the org that its endpoints use. `org.ts` creates them. */
export interface OrgContext {
  /** The org's address and issuer: scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** The org's clock, in seconds since the epoch. */
  now(): number;
  readonly state: State;
  readonly directory: Directory;
  readonly appChanges: AppChanges;
  readonly trustedOrigins: TrustedOrigins;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly idTokens: IdTokens;
  readonly replays: Replays;
  readonly nonces: Nonces;
  readonly log: SystemLog;
  readonly switches: Switches;
}
