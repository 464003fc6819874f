/** What a person has to put right; shown as its message alone, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(
    readonly code: 'ERR_PORT_INVALID' | 'ERR_PORT_TAKEN' | 'ERR_PORT_DENIED' | 'ERR_NO_BUILD' | 'ERR_BUILD_ENDED',
    message: string,
  ) {
    super(message);
  }
}
