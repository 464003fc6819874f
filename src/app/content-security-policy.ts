import type { OktaConfig } from './auth';

/**
 * Limits the page's connections to itself, the org, and the protected resources.
 *
 * The policy in `index.html` is part of the build and has to fit any org, so it allows every https address. Policies
 * of one page add up (a request must pass each of them), and one that is put into the head takes effect at once: so
 * the build that serves any org lets no token leave for another address than those it is configured for.
 */
export function limitConnections(document: Document, { issuer, protectedResources = [] }: OktaConfig): void {
  const origins = [issuer, ...protectedResources].map((url) => new URL(url).origin);
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = ["connect-src 'self'", ...new Set(origins)].join(' ');
  document.head.append(policy);
}
