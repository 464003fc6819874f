/**
 * Decides whether a request may carry the access token and a proof, and says what the proof's `htu` is.
 *
 * Only the org's own API qualifies: the protocol and origin of the issuer exactly, no user info, and a path under
 * `/api/`, after all that a browser or a server may do to the address (dot segments, backslashes, encoded slashes).
 * A prefix or substring test would sign for `https://evil.example/api`.
 *
 * @param url as the caller gave it: absolute, or relative to the page
 * @param issuer the org's address
 * @param base the page's base address
 * @returns the `htu` (RFC 9449 section 4.2: without query and fragment), or undefined: do not sign. Never throws.
 */
export function signableUrl(url: string, issuer: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, origin, username, password, pathname } = new URL(url, base);
  // blob: and filesystem: addresses report the origin of their creator: the protocol has to match as well.
  if (protocol !== new URL(issuer).protocol || origin !== new URL(issuer).origin || username || password)
    return undefined;

  const path = decoded(pathname);
  if (!path?.startsWith('/api/') || path.includes('\\') || /\/\.{1,2}(\/|$)/.test(path)) return undefined;
  // Okta compares `htu` with the percent-decoded path: /users/a@b.com, where the address says a%40b.com.
  return origin + path;
}

/** Undefined for a path whose percent-encoding is broken. */
function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}
