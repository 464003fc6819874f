/** The base of the errors that this folder throws. `code` stays the same when a message is reworded. */
export abstract class DPoPError extends Error {
  abstract readonly code: string;
}

/** Thrown by `readProof`: the value of the `DPoP` header is not a JWT. */
export class ProofSyntaxError extends DPoPError {
  readonly code = 'ERR_PROOF_SYNTAX';
  override readonly name = 'ProofSyntaxError';

  /** What a JWT has in the place that could not be read, in words. */
  readonly expected: string;

  constructor(expected: string) {
    super(`The DPoP proof cannot be read: expected ${expected}.`);
    this.expected = expected;
  }
}

/** Thrown by `importPublicKey`: the JWK is not a public key that can verify with this algorithm. */
export class UnusableKeyError extends DPoPError {
  readonly code = 'ERR_KEY_UNUSABLE';
  override readonly name = 'UnusableKeyError';

  /** What is wrong with the key, in words, without any of its values. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The public key cannot be used: ${reason}.`, options);
    this.reason = reason;
  }
}
