/** No browser to test with; the message says what to do. */
export class BrowserError extends Error {
  readonly code = 'ERR_NO_BROWSER';
  override readonly name = 'BrowserError';
}
