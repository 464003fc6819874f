import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a page of another origin. Browsers say so in `Origin` and in `Sec-Fetch-Site` (Fetch Metadata
 * Request Headers). Programs send neither.
 *
 * @param origin whose pages may pass
 */
export function isFromOtherOrigin(
  { origin: from = '', 'sec-fetch-site': site = 'none' }: IncomingHttpHeaders,
  origin: string,
): boolean {
  return !['', origin].includes(from) || !['none', 'same-origin'].includes(site);
}
