/** Whether this device has no network that leads to the org. What the browser says of it does not concern the device itself. */
export function isOffline(issuer: string): boolean {
  return !navigator.onLine && !isLoopback(new URL(issuer).hostname);
}

/** Not `[::1]`: a Content Security Policy cannot name it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname.endsWith('.localhost');
}
