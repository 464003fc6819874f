const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|(::ffff:)127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Whether a host name of a URL, or the address of a connection, is this machine's own. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}
