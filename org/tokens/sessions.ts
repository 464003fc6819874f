import type { State } from '../state/state.js';

/** Signs a user out everywhere: ends the sessions at the org, and every code and token that was issued for them. */
export function signOutEverywhere(state: State, userId: string): void {
  state.deleteWhere(({ accountId, userId: of }) => accountId === userId || of === userId);
}
