import type { State } from '../state/state.js';

/** Kinds of entries that carry the `grantId` of the authorization that they come from. */
const KINDS = ['AuthorizationCode', 'AccessToken', 'RefreshToken'];

/** Ends all that came from one authorization: its code, its access tokens, its refresh tokens. */
export function revokeGrant(state: State, grantId: string): void {
  state.deleteWhere((value) => value['grantId'] === grantId, KINDS);
}

/**
 * Ends what an app holds: codes, access tokens, refresh tokens.
 *
 * @param ofUser whose; left out: everybody's, and the app's own
 */
export function endTokensOf(state: State, clientId: string, ofUser?: (userId: string) => boolean): void {
  const isMeant = ({ userId, accountId }: Record<string, unknown>): boolean =>
    !ofUser || ofUser(String(userId ?? accountId)); // oidc-provider's name in a code
  state.deleteWhere((value) => value['clientId'] === clientId && isMeant(value), KINDS);
}
