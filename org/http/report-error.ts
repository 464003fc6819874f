/** What Node calls a connection that its client cut, or on which it sent what is no HTTP. */
const CONNECTION = /^(HPE_|ECONNRESET$|ECONNABORTED$|EPIPE$|ERR_HTTP_REQUEST_TIMEOUT$|ERR_STREAM_)/;

/** Prints an error that nobody caught, for stderr. A connection that broke is the client's affair, and no news. */
export function reportError(error: NodeJS.ErrnoException): void {
  if (CONNECTION.test(error.code ?? '')) return;
  console.error((error.stack ?? error.message).replaceAll(/[\w-]{40,}/g, '…'));
}
