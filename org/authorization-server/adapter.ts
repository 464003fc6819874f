import type { Adapter, AdapterFactory } from 'oidc-provider';
import type { State } from '../state/state.js';

/**
 * Keeps what oidc-provider wants to keep, one kind of entry for each of its models.
 *
 * @param now the org's clock, in seconds since the epoch
 */
export function stateAdapter(state: State, now: () => number): AdapterFactory {
  return (model): Adapter => ({
    async upsert(id, payload, expiresIn) {
      state.set(model, id, { ...payload }, expiresIn === undefined ? undefined : now() + expiresIn);
    },
    async find(id) {
      return state.get(model, id);
    },
    async findByUid(uid) {
      return state.find(model, (value) => value['uid'] === uid);
    },
    async findByUserCode() {
      return undefined; // of the device grant, which the org does not offer
    },
    async consume(id) {
      state.consume(model, id);
    },
    async destroy(id) {
      state.delete(model, id);
    },
    async revokeByGrantId(grantId) {
      state.deleteWhere((value) => value['grantId'] === grantId, [model]);
    },
  });
}
