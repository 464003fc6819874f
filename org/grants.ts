import type { State } from './state/state.js';

/** Kinds of entries that carry the `grantId` of the authorization that they come from. */
const KINDS = ['AuthorizationCode', 'AccessToken', 'RefreshToken'];

/** Ends all that came from one authorization: its code, its access tokens, its refresh tokens. */
export function revokeGrant(state: State, grantId: string): void {
  state.deleteWhere((value) => value['grantId'] === grantId, KINDS);
}

/** Ends all that an app holds: codes, access tokens, refresh tokens. */
export function endTokensOf(state: State, clientId: string): void {
  state.deleteWhere((value) => value['clientId'] === clientId, KINDS);
}
