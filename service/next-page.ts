/** One link-value of RFC 8288 section 3: the target, then its parameters (a quoted value may hold commas and semicolons). */
const LINK_VALUE = /<([^<>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"[^"]*"|[^\s";,<>]+))?)*)/g;
const NEXT = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=[\s;]|$))/i;

/**
 * The address of the next page of a list. Okta sends a `Link` header for each relation; fetch joins them with commas.
 *
 * @param link the header's value; null when there was none
 * @returns as it stands there, to be checked by whoever calls it; undefined on the last page
 */
export function nextPage(link: string | null): string | undefined {
  for (const [, target, parameters] of (link ?? '').matchAll(LINK_VALUE)) if (NEXT.test(parameters!)) return target;
  return undefined;
}
