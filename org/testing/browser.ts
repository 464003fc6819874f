/** The fields of a form; a list of pairs where a field is repeated. */
export type FormFields = Record<string, string> | [name: string, value: string][];

/**
 * As much of a browser as a sign-in needs: it keeps the cookies of one origin, by name and path, and does not follow
 * redirects by itself.
 */
export class TestBrowser {
  private readonly cookies = new Map<string, { value: string; path: string }>();

  constructor(private readonly origin: string) {}

  /** Another one with the same cookies, as a thief has it who copied them. */
  copy(): TestBrowser {
    const copy = new TestBrowser(this.origin);
    for (const [key, cookie] of this.cookies) copy.cookies.set(key, cookie);
    return copy;
  }

  /** Requests a page of the origin; `form` makes it a POST, as from that page itself. */
  async open(address: string, form?: FormFields): Promise<Response> {
    const url = new URL(address, this.origin);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'Accept': 'text/html', 'Cookie': this.cookieHeader(url), ...(form && { Origin: this.origin }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) this.keep(cookie);
    return response;
  }

  /** Goes where redirects lead until a page comes, or an address of another origin. */
  async follow(response: Response): Promise<{ response: Response; leftFor?: URL }> {
    let current = response;
    for (let hops = 0; hops < 10; hops++) {
      const location = current.headers.get('Location');
      if (location === null) return { response: current };
      const next = new URL(location, this.origin);
      if (next.origin !== this.origin) return { response: current, leftFor: next };
      current = await this.open(next.href);
    }
    throw new Error('Too many redirects');
  }

  /** Names of the cookies it holds. */
  get cookieNames(): string[] {
    return [...new Set([...this.cookies.keys()].map((key) => key.split(' ')[0]!))];
  }

  /** The `Cookie` header that it sends to an address of the origin. */
  cookieHeader(url: URL): string {
    return [...this.cookies]
      .filter(([, { path }]) => url.pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[0]!}=${value}`)
      .join('; ');
  }

  private keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(/;\s*/);
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
    if (expires !== undefined && Date.parse(expires) <= Date.now()) this.cookies.delete(`${name} ${path}`);
    else this.cookies.set(`${name} ${path}`, { value, path });
  }
}
