import { ExplainedError, type OktaError, type Problem } from './problem';

/** Why there is no session any more although nobody signed out here. */
export type EndReason = 'key-gone' | 'renewal-refused' | 'expired' | 'signed-out-elsewhere';

const PROBLEMS: Record<EndReason, Pick<Problem, 'title' | 'detail' | 'remedy'>> = {
  'key-gone': {
    title: 'The key of this session is gone',
    detail:
      'This browser no longer has the private key that the tokens are bound to. That happens when site data is cleared. The tokens are of no use without it and were deleted.',
    remedy: 'Sign in again to get a new key. You come back to this page.',
  },
  'renewal-refused': {
    title: 'Your session has ended',
    detail: 'The org refused to renew the tokens.',
    remedy: 'Sign in again. You come back to this page.',
  },
  'expired': {
    title: 'Your session has expired',
    detail: 'The access token is too old, and there is no refresh token (scope offline_access) to renew it with.',
    remedy: 'Sign in again. You come back to this page.',
  },
  'signed-out-elsewhere': {
    title: 'You are signed out',
    detail: 'The session ended in another tab or window of this browser, or its data was deleted.',
    remedy: 'Sign in again to go on. You come back to this page.',
  },
};

/** Thrown instead of sending a request that has no session any more. Tokens and keys are deleted by then. */
export class SessionEnded extends ExplainedError {
  readonly code = 'ERR_SESSION_ENDED';
  override readonly name = 'SessionEnded';

  /** @param said what the org said, if it was asked */
  constructor(
    readonly reason: EndReason,
    readonly said?: OktaError,
  ) {
    super(PROBLEMS[reason].title);
  }

  /** The same for people. */
  get problem(): Problem {
    const { code, status, description } = this.said ?? {};
    return {
      ...PROBLEMS[this.reason],
      ...(description && { detail: description }),
      ...(code && { code }),
      ...(status && { status }),
      signIn: true,
    };
  }
}
