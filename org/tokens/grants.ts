import type { App } from '../model/app.js';
import { isAssigned } from '../model/assignments.js';
import type { State } from '../state/state.js';

/** Kinds of entries that carry the `grantId` of the authorization that they come from. */
const KINDS = ['AuthorizationCode', 'AccessToken', 'RefreshToken'];

/** Revokes everything that came from one authorization: its code, access tokens and refresh tokens. */
export function revokeGrant(state: State, grantId: string): void {
  state.deleteWhere((value) => value['grantId'] === grantId, KINDS);
}

/**
 * Revokes the codes and tokens that an app may no longer have after a change: all of an app that is deleted or
 * deactivated, and those of users who are no longer assigned.
 *
 * Okta's documents contradict each other on unassigned users. This follows the newer one ("Troubleshooting for API Access
 * Management": tokens are revoked when the app is "unassigned"), which is also what an admin expects.
 *
 * @param app after the change; undefined when it was deleted
 */
export function revokeDisallowedTokens(state: State, clientId: string, app: App | undefined): void {
  const isDisallowed = ({ userId, accountId }: Record<string, unknown>): boolean =>
    app?.status !== 'ACTIVE' ||
    // A code has oidc-provider's name for the user.
    (app.type === 'browser' && !isAssigned(app, String(userId ?? accountId)));
  state.deleteWhere((value) => value['clientId'] === clientId && isDisallowed(value), KINDS);
}

/** Signs a user out everywhere: deletes the sessions at the org, and revokes the user's codes and tokens. */
export function signOutEverywhere(state: State, userId: string): void {
  state.deleteWhere(({ accountId, userId: of }) => accountId === userId || of === userId);
}
