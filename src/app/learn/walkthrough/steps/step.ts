import type { ExcerptId } from '../code/excerpt';
import type { Facts, Finding } from './facts';

export type StepId =
  | 'bearer-sign-in'
  | 'look-at-token'
  | 'steal-bearer'
  | 'require-proof'
  | 'sign-in-fails'
  | 'switch-to-dpop'
  | 'bearer-refused'
  | 'two-headers'
  | 'steal-again'
  | 'look-at-key'
  | 'sign-out'
  | 'not-stopped'
  | 'service-bearer'
  | 'service-require-proof'
  | 'service-no-proof'
  | 'service-nonce'
  | 'service-ath'
  | 'service-list';

/** A step of the tutorials. Texts may have `code` in backticks. */
export interface Step {
  id: StepId;
  part: 'app' | 'service';
  title: string;
  text: string;
  /** What it showed, once it is done. */
  shown: string;
  /** How long it takes somebody who does it for the first time. */
  minutes: number;
  /** The mode in which the app has to be. */
  mode?: 'bearer' | 'dpop';
  /** Whether somebody has to be signed in. */
  session?: true;
  /** About what is so, rather than what happens: to repeat it would tick it at once. */
  lasting?: true;
  /** What runs in a terminal. */
  command?: string;
  /** Where to go in the Admin Console. */
  admin?: { app: 'this' | 'service'; path: string };
  /** What to do instead with an org that is not on this machine. */
  elsewhere?: string;
  excerpts?: readonly ExcerptId[];
  /**
   * What has happened, in the order in which it is shown. Done when all of it was seen.
   *
   * @param from when the step before it was done: earlier events do not count
   */
  check: (facts: Facts, from: number) => Finding[];
}
