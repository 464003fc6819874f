import type { StoredAccessTokens } from '../tokens/access-tokens.js';
import type { OrgContext } from '../context.js';
import type { SeedDirectory } from '../model/directory.js';
import type { StoredRefreshTokens } from '../tokens/refresh-tokens.js';
import type { State } from '../state/state.js';

/** What the authorization server may use beyond what every endpoint may: it issues tokens and signs people in. */
export interface AuthorizationServerContext extends OrgContext {
  readonly directory: SeedDirectory;
  readonly accessTokens: StoredAccessTokens;
  readonly refreshTokens: StoredRefreshTokens;
  readonly state: State;
}
