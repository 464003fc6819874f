import type { RetryReason, TokenFacts } from '../../auth';
import type { CheckResult, SkippedCheck } from '../../../../dpop/decision';
import type { ProofClaims, ProofHeader } from '../../../../dpop/proof';

interface EntryBase {
  /** Counts on over reloads. */
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** A proof without its signature. */
export interface RecordedProof {
  header: ProofHeader;
  /** `nonce` is the mark of the nonce, not the nonce. */
  claims: ProofClaims;
  /** Of the key in the header (RFC 7638). */
  thumbprint: string;
  /** Characters of the compact form. */
  length: number;
  /** The whole proof, only while the user keeps secrets. */
  compact?: string;
}

/** The result of a check, without the words that dpop has for it. */
export type RecordedCheck = Omit<CheckResult, 'section' | 'why'> | Omit<SkippedCheck, 'section' | 'why'>;

export interface Answer {
  status: number;
  milliseconds: number;
  challenge?: string;
  /** The mark of the nonce. */
  nonce?: string;
  error?: string;
  requestId?: string;
}

/** One attempt: a request, and what came of it. */
export interface Exchange extends EntryBase {
  kind: 'exchange';
  /** The id of the first attempt of the call. */
  group: number;
  attempt: number;
  lane: 'auth' | 'api';
  method: string;
  url: string;
  scheme?: string;
  grant?: string;
  reason?: RetryReason;
  token?: TokenFacts;
  proof?: RecordedProof;
  /** The checks of RFC 9449 as this page computes them, when the request was sent. */
  checks?: RecordedCheck[];
  answer?: Answer;
  fault?: { milliseconds: number; message: string };
  /** True while step mode holds it: there is no proof yet. */
  held?: boolean;
}

/** Something that happened to the page, its keys or its tokens. */
export type Moment = EntryBase &
  (
    | { kind: 'redirect'; to: 'authorize' | 'logout'; url: string }
    | { kind: 'callback'; url: string; error?: string }
    | { kind: 'keys-made'; thumbprint: string; algorithm: string }
    | { kind: 'keys-cleared' }
    | ({ kind: 'token'; tokenType: string; scopes: string[] } & TokenFacts)
  );

export type Entry = Exchange | Moment;

export function isExchange(entry: Entry | undefined): entry is Exchange {
  return entry?.kind === 'exchange';
}
