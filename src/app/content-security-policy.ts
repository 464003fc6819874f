/**
 * Limits the page's connections to itself and the org.
 *
 * The policy in `index.html` is part of the build and has to fit any org, so it allows every https address. Policies
 * of one page add up (a request must pass each of them), and one that is put into the head takes effect at once: so
 * the build that serves any org lets no token leave for another address than the one it is configured for.
 *
 * @param issuer the org's address; only its origin counts
 */
export function limitToOrg(document: Document, issuer: string): void {
  const { origin } = new URL(issuer);
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src 'self' ${origin}`;
  document.head.append(policy);
}
