/**
 * The headers that a server should send with the app. The policy allows no inline script or style, and connections to
 * the app itself, the org and the protected resources only, and no frame: tokens are renewed by the refresh token, not in a hidden one.
 *
 * @param configText what `okta.config.json` holds; the origins are those of `issuer` and `protectedResources`
 */
export function securityHeaders(configText: string): Record<string, string> {
  return {
    'Content-Security-Policy': [
      `default-src 'self'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `img-src 'self' data:`,
      ["connect-src 'self'", ...originsOf(configText)].join(' '),
      `frame-src 'none'`,
      `frame-ancestors 'none'`,
      `object-src 'none'`,
      `base-uri 'self'`,
      `form-action 'self'`,
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    // The callback's address holds the authorization code: tell it nobody.
    'Referrer-Policy': 'no-referrer',
  };
}

/** The origins that a config names; none for a config that the app will complain about. */
function originsOf(configText: string): Set<string> {
  try {
    const { issuer, protectedResources = [] } = JSON.parse(configText) as {
      issuer: string;
      protectedResources?: string[];
    };
    const origins = [issuer, ...protectedResources].map((url) => new URL(url).origin);
    // A host may have characters that mean something else in a policy, such as the braces of a placeholder.
    return new Set(origins.filter((origin) => /^https?:\/\/[\w.:[\]-]+$/.test(origin)));
  } catch {
    return new Set();
  }
}
