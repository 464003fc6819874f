/** A challenge of a resource server: `WWW-Authenticate` (RFC 9110 section 11.6.1, RFC 9449 section 7.1). */
export interface Challenge {
  scheme: string;
  error?: string;
  error_description?: string;
  scope?: string;
}

/** Longer ones are cut off: the time to read one grows with the square of its length. */
const LONGEST = 4096;

/** Reads the one challenge that Okta sends; undefined for a header that is missing or is no challenge. */
export function readChallenge(value: string | null | undefined): Challenge | undefined {
  const header = value?.slice(0, LONGEST);
  const scheme = /^\s*([A-Za-z][\w-]*)(?=\s|$)/.exec(header ?? '')?.[1];
  if (!header || !scheme) return undefined;
  const parameters: Record<string, string> = {};
  for (const [, name, quoted, token] of header.matchAll(
    /(?<![A-Za-z_])([A-Za-z_]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g,
  )) {
    parameters[name!.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? token!;
  }
  return { ...parameters, scheme };
}
