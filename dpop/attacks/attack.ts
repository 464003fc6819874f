import type { KnownCheck } from '../words/words-for.js';
import type { Change } from './change.js';
import type { Loot } from './loot.js';

/** What a thief can have, in the words of the lab. */
export const HOLDINGS = {
  'token': 'the access token',
  'token-and-proof': 'the access token and a proof that was made for it',
  'own-key': 'the access token and a key of its own',
  'network': 'the access token, a proof, and the way to the server',
  'use-of-the-key': 'the use of the key, as a script in the page has it',
  'refresh-token': 'a refresh token',
  'code': 'an authorization code and its verifier',
  'assertion': 'a client assertion',
  'other-client': 'a token of another client',
} as const;

export type Holding = keyof typeof HOLDINGS;

/**
 * What stops an attack: a check of the proof, the access token or the grant, or how the server reads HTTP. `nothing`: DPoP does not
 * promise to stop it.
 */
export type StoppingCheck = KnownCheck | 'host' | 'http' | 'nothing';

/** What there is to say about an attack. */
export interface AttackFacts {
  /** In kebab-case, for addresses and the command line. */
  readonly id: string;
  /** In the words of the field. */
  readonly name: string;
  readonly holds: Holding;
  /** What the thief does, in one or two sentences. */
  readonly recipe: string;
  /** The check that has to stop it. */
  readonly stoppedBy: StoppingCheck;
  /** Where that is asked for. */
  readonly section: string;
}

/**
 * One attack on a resource server: what is done differently from the client's own request, and a twin that is right in
 * that point and has to succeed. Without the twin, a server that refuses everything would look safe.
 */
export interface Attack extends AttackFacts {
  readonly change: Change;
  /** Left out: the client's own request. */
  readonly twin?: Change;
  /**
   * The change of a request with a bearer token, where the attack is possible with one. Left out: it is an attack on a
   * proof, and there is none.
   */
  readonly bearer?: Change;
  /** What helps where DPoP does not, in one or two sentences. */
  readonly helps?: string;
  /** What has to be in the loot; without it the attack does not apply. */
  readonly needs?: keyof Loot;
  /** Sends the same request before it (`once`), or at the same moment (`together`). One of the two has to fail. */
  readonly repeats?: 'once' | 'together';
}
