import type { Entry } from '../../record/entry';

/** The live state that the status of all steps is computed from. Nothing in it is a secret. */
export interface Facts {
  /** The inspector's record, oldest first. */
  entries: readonly Entry[];
  /** The ids of requests of this page, also of those that the record has lost. */
  own: ReadonlySet<string>;
  /** How the app is configured now. */
  app: { clientId: string; dpop: boolean };
  browser: BrowserFacts;
  /** What the user did in the walkthrough. */
  acts: Acts;
  /** What the local org says; undefined for another org, which says nothing. */
  org: OrgFacts | undefined;
  /** What was finished and skipped before. */
  progress: Progress;
  /** Events of the page before it belong to earlier steps. */
  after?: number;
}

/** Tokens and keys that are in this browser now. */
export interface BrowserFacts {
  token?: { type: string; hash: string; thumbprint?: string } | undefined;
  /** The thumbprints of the keys. */
  keys: readonly string[];
}

export interface Acts {
  /** The access token that was shown. */
  looked?: { hash: string; at: number };
  /** An attempt to export a private key. */
  exported?: { thumbprint: string; extractable: boolean; outcome: string; at: number };
  /** Requests that the walkthrough sent past the app, where no org tells of them. */
  sent: readonly OutsideCall[];
}

/** The local org, as it describes itself. */
export interface OrgFacts {
  apps: readonly OrgApp[];
  decisions: readonly Decision[];
}

export interface OrgApp {
  clientId: string;
  label: string;
  type: 'browser' | 'service';
  /** Whether its tokens are bound to a key. */
  dpop: boolean;
}

/** How the org decided about a request. */
export interface Decision {
  /** The id of the request. */
  id: string;
  /** Milliseconds since the epoch. The org's clock has whole seconds. */
  at: number;
  /** When this page got to know of it. */
  noticed: number;
  method: string;
  path: string;
  status: number;
  client: string | null;
  outcome: 'SUCCESS' | 'FAILURE' | 'CHALLENGE' | 'DENY';
  reason?: string;
  checks: readonly { check: string; passed: boolean; expected: unknown; actual: unknown }[];
}

/** A call of the API that the app did not make. */
export interface OutsideCall {
  id: string;
  at: number;
  noticed: number;
  path: string;
  status: number;
  scheme: 'Bearer' | 'DPoP';
  /** The check that stopped it. */
  stoppedBy?: string;
  reason?: string;
}

/** What is kept of a step, also over a reload. `last` is the org's newest decision then: earlier ones do not count. */
export type Kept =
  | { state: 'done'; at: number; until: number; findings: readonly Finding[]; byHand?: true; last?: string }
  | { state: 'skipped'; at: number; last?: string }
  /** Done before, and begun again. */
  | { state: 'again'; at: number; before: readonly Finding[]; last?: string };

export type Progress = Readonly<Record<string, Kept>>;

/** One thing that has to happen for a step. */
export interface Finding {
  what: string;
  /** Until it has happened. */
  waiting: string;
  seen?: Seen;
  /** Another org does not show it to the page. */
  hidden?: true;
}

/** What became of a request. `through`: it should have been stopped. */
export type Verdict = 'ok' | 'asked' | 'stopped' | 'through';

/** What was seen of it. */
export interface Seen {
  /** Milliseconds since the epoch; left out for something that is so now. */
  at?: number;
  /** When it had happened for certain, where `at` is not exact. */
  until?: number;
  /** Such as `GET /api/v1/users`. */
  request?: string;
  status?: number;
  verdict?: Verdict;
  /** Of the key that signed. */
  thumbprint?: string;
  jti?: string;
  note?: string;
  /** The id of the entry in the record. */
  exchange?: number;
  /** The entry of an attempt that can be compared with the next one. */
  compare?: number;
  /** The ids of the org's decisions that it rests on. Each counts once. */
  decisions?: readonly string[];
  client?: string;
}
