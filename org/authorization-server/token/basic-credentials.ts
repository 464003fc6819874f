/**
 * Reads the client ID and the secret of an `Authorization` header (RFC 7617 section 2, RFC 6749 section 2.3.1).
 *
 * @returns undefined for any scheme but Basic. The secret is null without a colon, which okta-auth-js leaves out
 */
export function basicCredentials(authorization: string): { clientId: string; secret: string | null } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  const [clientId = '', secret] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return { clientId, secret: secret === undefined ? null : formDecoded(secret) };
}

/** OAuth requires form encoding, which many clients leave out. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
