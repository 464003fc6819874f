import type { CheckName } from '../checks/check.js';
import { CHECKS } from '../checks/table.js';
import { ACCESS_TOKEN_CHECKS } from './access-token.js';
import type { CheckWords } from './check-words.js';
import { CLIENT_ASSERTION_CHECKS } from './client-assertion.js';
import { GRANT_CHECKS } from './grant.js';

/** The name of a check that there are words for: one of a proof, or one that a server makes beside those. */
export type KnownCheck =
  CheckName | keyof typeof ACCESS_TOKEN_CHECKS | keyof typeof GRANT_CHECKS | keyof typeof CLIENT_ASSERTION_CHECKS;

const WORDS = new Map<string, CheckWords>([
  ...CHECKS.map((check): [string, CheckWords] => [check.name, check]),
  ...Object.entries(ACCESS_TOKEN_CHECKS),
  ...Object.entries(GRANT_CHECKS),
  ...Object.entries(CLIENT_ASSERTION_CHECKS),
]);

/**
 * What there is to say to people about a check: what it looks at, which RFC asks for it, and why.
 *
 * @example
 * wordsFor('htm').title; // the method that the proof is for
 */
export function wordsFor(check: KnownCheck): CheckWords;
export function wordsFor(check: string): CheckWords | undefined;
export function wordsFor(check: string): CheckWords | undefined {
  return WORDS.get(check);
}
