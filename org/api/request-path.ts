/**
 * The path of a request, percent-decoded, as Okta sees it when it looks for the endpoint, the resource and the `htu`
 * of a proof: with repeated slashes merged.
 *
 * @param path as it came
 * @returns undefined for a path that cannot be decoded, or that says one thing to one reader and another thing to the
 *   next: with dot segments, backslashes or control characters
 */
export function requestPath(path: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replaceAll(/\/{2,}/g, '/');
  } catch {
    return undefined;
  }
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return /[\\\x00-\x1f\x7f]|\/\.{1,2}(\/|$)/.test(decoded) ? undefined : decoded;
}

/**
 * What the `htu` of a proof must be (RFC 9449 section 4.3, check 9). Okta compares it with the **decoded** path:
 * a proof for `/users/a%40b.com` fails, one for `/users/a@b.com` passes.
 *
 * @param origin the org's address; never taken from the request
 * @param path as {@link requestPath} returns it
 */
export function expectedHtu(origin: string, path: string): string {
  const url = new URL(origin);
  // The setter encodes what an address cannot hold (a space, a question mark that is part of a login) and leaves `@`
  // alone. `new URL(path, origin)` would read a query, or another host, out of the path.
  url.pathname = path;
  return url.href;
}
