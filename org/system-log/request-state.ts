import type { CheckResult } from '../../dpop/decision.js';
import type { Change } from '../model/change.js';
import type { User } from '../model/user.js';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';

/** What endpoints leave in `ctx.state`, and the System Log reads. The endpoints do not know the log. */
export interface RequestState {
  /** Of the sign-in form: the user, if the password was right, and the login that was entered. */
  signIn?: { user?: User; login: string };
  /** Of the authorization endpoint: the user and the app that it decided about. */
  authorization?: { userId: string; clientId: string };
  /** Of the authorization endpoint: the error description that the app gets. */
  notAuthorized?: string;
  /** Of the logout endpoint: whose session ended, and the app that requested it. */
  signOut?: { userId?: string; clientId?: string };
  /** Of the OAuth endpoints: the checks that ran. */
  checks?: readonly CheckResult<string>[];
  /** Of the guard: its decision. `claims` are those of a token that the org signed. */
  access?: { passed: boolean; checks: readonly CheckResult<string>[]; claims?: AccessTokenClaims };
  /** The fields of a form. */
  form?: URLSearchParams;
  /** Of the Admin Console: its user. */
  admin?: { user: User };
  /** Of the API and the Admin Console: what was changed. */
  change?: Change;
  /** The text of an error page. */
  explanation?: string;
}
