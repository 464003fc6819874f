/** One link-value (RFC 8288 section 3): the target, then its parameters. A quoted parameter may contain `,` and `;`. */
const LINK_VALUE = /<([^<>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"[^"]*"|[^\s";,<>]+))?)*)/g;
const NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=[\s;]|$))/i;

/**
 * The URL of the next page of a list. Okta sends a `Link` header for each relation; fetch joins them with commas.
 *
 * @param link the value of the header; null if there is none
 * @returns the unchecked URL; undefined on the last page
 */
export function nextPage(link: string | null): string | undefined {
  for (const [, target, parameters] of (link ?? '').matchAll(LINK_VALUE)) {
    if (NEXT.test(parameters!)) return target;
  }
  return undefined;
}
