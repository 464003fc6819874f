/** What a list's `Link` header says about the page after it. */
export interface NextPage {
  /** Absolute address of the next page; undefined on the last one. */
  url?: string;
  /** An address that the header names but that this app does not call: it would get the token and a proof. */
  refused?: string;
}

/** One link-value of RFC 8288 section 3: the target, then its parameters (a quoted value may hold commas and semicolons). */
const LINK_VALUE = /<([^<>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:"[^"]*"|[^\s";,<>]+))?)*)/g;
const PARAMETER = /;\s*([^\s=;,"<>]+)(?:\s*=\s*(?:"([^"]*)"|([^\s";,<>]+)))?/g;

/**
 * Finds the next page of a list. Okta sends a `Link` header for each relation; fetch joins them with commas.
 *
 * @param link the header's value; null when there was none
 * @param page the address of the page it came with, absolute. The next page has to be of the same origin and path.
 */
export function nextPage(link: string | null, page: string): NextPage {
  for (const [, target, parameters] of (link ?? '').matchAll(LINK_VALUE)) {
    if (!relations(parameters!).includes('next')) continue;

    const url = URL.canParse(target!, page) ? new URL(target!, page) : undefined;
    const { origin, pathname } = new URL(page);
    // A blob: address has the origin of its page, but never this path.
    const same = url?.origin === origin && url.pathname === pathname && url.username === '' && url.password === '';
    return same ? { url: url.href } : { refused: target! };
  }
  return {};
}

/** The values of the first `rel` parameter (RFC 8288 section 3.3: others are ignored). */
function relations(parameters: string): string[] {
  for (const [, name, quoted, token] of parameters.matchAll(PARAMETER)) {
    if (name!.toLowerCase() === 'rel') return (quoted ?? token ?? '').toLowerCase().split(/\s+/);
  }
  return [];
}
