/** Thrown in place of a request whose session has ended. */
export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
  readonly code = 'ERR_SESSION_ENDED';
  readonly reason:
    'key-gone' | 'renewal-refused' | 'expired' | 'signed-out-elsewhere' | 'other-user' | 'other-configuration';

  /** @param cause what the org said, if it was asked */
  constructor(reason: SessionEnded['reason'], cause?: unknown) {
    super(`The session has ended: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** Thrown when other work keeps tokens and keys busy for longer than anybody waits. */
export class SessionBusy extends Error {
  override readonly name = 'SessionBusy';
  readonly code = 'ERR_SESSION_BUSY';

  constructor() {
    super('Another tab, or the storage of this browser, keeps the session busy.');
  }
}

/** The user is signed out in this browser, and the org did not revoke all tokens. */
export class SignOutIncomplete extends Error {
  override readonly name = 'SignOutIncomplete';
  readonly code = 'ERR_SIGN_OUT_INCOMPLETE';
  /** Those that were not revoked, such as `access token`. None: this browser could not delete the key. */
  readonly tokens: readonly string[];

  /** @param cause what the org answered for the first of them */
  constructor(tokens: readonly string[], cause: unknown) {
    super(`Not revoked: ${tokens.join(' and ') || 'nothing, but the key is still there'}`, { cause });
    this.tokens = tokens;
  }
}
