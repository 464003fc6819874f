/** `http(s)://`, a host without user info, and a path; no query, fragment, backslash or control character. */
// eslint-disable-next-line no-control-regex -- the URL parser drops control characters, so they are looked for before
const ADDRESS = /^https?:\/\/[^/@?#\\\s]+(\/[^?#\\\x00-\x1f]*)?(?<! )$/i;

/**
 * Whether a proof's `htu` names the address of a request (RFC 9449 section 4.3, check 9), after the
 * normalisation of RFC 3986 section 6.2: the case of scheme and host, a written-out default port and dot
 * segments do not count. A query, a fragment or user info in the claim is refused: section 4.2 defines
 * `htu` without them. So is what only the tolerance of the URL parser makes an address (`http:host`, tabs).
 *
 * @param htu the claim; anything that is not an absolute http(s) address is no match
 * @param expected the address of the request, absolute, without query and fragment
 */
export function sameHtu(htu: unknown, expected: string): boolean {
  if (typeof htu !== 'string' || !ADDRESS.test(htu) || !URL.canParse(htu)) return false;
  return new URL(htu).href === new URL(expected).href;
}
