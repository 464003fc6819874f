/**
 * The headers that a server should send with the app. The policy allows no inline script or style, and connections to
 * the app itself and to the org only, and no frame: tokens are renewed by the refresh token, not in a hidden one.
 *
 * @param configText what `okta.config.json` holds; the org's origin is taken from its `issuer`
 */
export function securityHeaders(configText: string): Record<string, string> {
  const org = orgOrigin(configText);
  return {
    'Content-Security-Policy': [
      `default-src 'self'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `img-src 'self' data:`,
      `connect-src ${["'self'", org].filter(Boolean).join(' ')}`,
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

/** The origin of the issuer in a config, or undefined for a config that the app will complain about. */
export function orgOrigin(configText: string): string | undefined {
  try {
    const { issuer } = JSON.parse(configText) as { issuer: string };
    // A host may have characters that mean something else in a policy, such as the braces of a placeholder.
    return /^https?:\/\/[\w.:[\]-]+$/.exec(new URL(issuer).origin)?.[0];
  } catch {
    return undefined;
  }
}
