/**
 * How the path of `htu` is written and compared (RFC 9449 section 4.3, check 9):
 *
 * - `okta`: percent-decoded, as Okta compares it: `/users/a@b.com` for a request to `/users/a%40b.com`
 *   (docs/okta-facts.md, section 3.4; docs/decisions/002-htu-is-percent-decoded.md).
 * - `rfc`: after the normalization of RFC 3986 section 6.2.2, under which `%40` and `@` differ.
 *
 * `htu-cases.json` lists addresses with the answer of each policy.
 */
export type HtuPolicy = 'okta' | 'rfc';

/**
 * The `htu` of a proof for a request: its address without query, fragment and user info (RFC 9449 section 4.2).
 *
 * @param address the absolute address of the request
 * @returns undefined if the address is not an absolute http(s) one, or if its path means different things to different
 *   readers: sign no proof for it, and accept none
 *
 * @example
 * htuOf('https://org.example/api/v1/users/a%40b.com?limit=2', 'okta'); // https://org.example/api/v1/users/a@b.com
 * htuOf('https://org.example/api/v1/users/a%40b.com?limit=2', 'rfc'); // https://org.example/api/v1/users/a%40b.com
 */
export function htuOf(address: string | URL, policy: HtuPolicy): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const { protocol, origin, pathname } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  if (policy === 'rfc') return BROKEN_ENCODING.test(pathname) ? undefined : origin + normalizeEncoding(pathname);
  const path = decodedPath(pathname);
  if (path === undefined) return undefined;
  if (path === pathname) return origin + path;
  const htu = new URL(origin);
  // The setter encodes what an address cannot hold, such as a space or a question mark, and leaves `@` as it is.
  // `new URL(path, origin)` would find a query, or another host, in the path.
  htu.pathname = path;
  return htu.href;
}

/**
 * Whether the `htu` of a proof names the address of a request. Scheme and host are compared without regard to case; a
 * default port and dot segments make no difference (RFC 3986 sections 6.2.2 and 6.2.3).
 *
 * A query, a fragment and user info are refused: `htu` is defined without them (RFC 9449 section 4.2). So is anything
 * that is an address only to a tolerant parser, such as `https:host` or one with a tab in it.
 *
 * @param claim the `htu` claim; anything that is not an absolute http(s) address does not match
 * @param expected what {@link htuOf} returns for the request
 */
export function matchesHtu(claim: unknown, expected: string, policy: HtuPolicy): boolean {
  if (claim === expected) return true;
  if (typeof claim !== 'string' || !ADDRESS.test(claim) || !URL.canParse(claim)) return false;
  const { origin, pathname } = new URL(claim);
  return origin + (policy === 'rfc' ? normalizeEncoding(pathname) : pathname) === expected;
}

/**
 * The path of a request as Okta reads it to find the endpoint, the resource and the `htu` of the proof: percent-decoded
 * once, and with repeated slashes merged.
 *
 * @param path the path of the request line or of a `URL`
 * @returns undefined if it cannot be decoded, or if another reader may find another path in it: it has dot segments,
 *   backslashes or control characters
 */
export function decodedPath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replaceAll(/\/{2,}/g, '/');
  } catch {
    return undefined;
  }
  return AMBIGUOUS.test(decoded) ? undefined : decoded;
}

/** A URL parser reads `%2e` as a dot, so a dot segment that was encoded twice is still one after decoding. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const AMBIGUOUS = /[\\\x00-\x1f\x7f]|\/(\.|%2e){1,2}(\/|$)/i;

/** `http(s)://`, a host without user info, and a path; no query, fragment, backslash or control character. */
// eslint-disable-next-line no-control-regex -- URL parsers drop control characters, so they are refused before parsing
const ADDRESS = /^https?:\/\/[^/@?#\\\s]+(\/[^?#\\\x00-\x1f]*)?(?<! )$/i;

/** A percent sign that encodes nothing. */
const BROKEN_ENCODING = /%(?![0-9a-f]{2})/i;

/** RFC 3986 sections 6.2.2.1 and 6.2.2.2. The URL parser does the rest: case of scheme and host, dot segments, port. */
function normalizeEncoding(path: string): string {
  return path.replaceAll(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code.toUpperCase();
  });
}
