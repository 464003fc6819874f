import { HttpContextToken, type HttpRequest } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { getOAuthUrls } from '@okta/okta-auth-js/core';
import { BASE_URL, OKTA_AUTH, OKTA_CONFIG } from './okta-config';

/** Set in the context of a request for the userinfo endpoint, it lets exactly that URL be signed, too. */
export const SIGN_USERINFO = new HttpContextToken(() => false);

/** An https origin (http for a loopback address) and a path. No user info, wildcard, query or fragment. */
export const RESOURCE = /^(https:\/\/[\w.-]+|http:\/\/([\w-]+\.)*(localhost|127\.0\.0\.1))(:\d+)?(\/[^\s*?#\\]*)?$/i;

/** A path that has another meaning to another reader: with dot segments, backslashes or control characters. */
const AMBIGUOUS = /[\\\p{Cc}]|\/(\.|%2e){1,2}(\/|$)/iu;

/** Which requests get the access token and a proof. */
@Injectable({ providedIn: 'root' })
export class ProtectedResources {
  readonly userinfoUrl = getOAuthUrls(inject(OKTA_AUTH)).userinfoUrl!;
  #last: { url: string; htu: string | undefined } | undefined;
  readonly #base = inject(BASE_URL);
  readonly #okta = new URL(inject(OKTA_CONFIG).issuer).origin;
  readonly #resources = (inject(OKTA_CONFIG).protectedResources ?? [`${this.#okta}/api/`]).map((resource) => {
    if (RESOURCE.test(resource)) return new URL(resource).href;
    throw new TypeError(`protectedResources: expected an https URL without query, actual ${resource}`);
  });

  /**
   * The `htu` of the proof for a request (RFC 9449 section 4.2); undefined: the request is left alone.
   *
   * @throws URIError for a protected URL whose path is ambiguous or badly encoded: no proof can name it
   */
  htuOf({ urlWithParams: url, headers, context }: HttpRequest<unknown>): string | undefined {
    if (headers.has('Authorization')) return undefined;
    if (context.get(SIGN_USERINFO) && url === this.userinfoUrl) return url;
    // Each interceptor asks for the same URL.
    if (this.#last?.url !== url) this.#last = { url, htu: this.#htuOf(url) };
    return this.#last.htu;
  }

  #htuOf(url: string): string | undefined {
    if (!URL.canParse(url, this.#base)) return undefined;
    const { origin, pathname, username, password } = new URL(url, this.#base);
    // A blob: URL has the origin of its creator, but its path is a URL. `/v1-internal` is not below `/v1`.
    const target = origin + pathname;
    const isListed = this.#resources.some((it) => it === target || target.startsWith(it.replace(/\/?$/, '/')));
    if (!isListed || username || password) return undefined;

    const path = decodeURIComponent(pathname).replaceAll(/\/{2,}/g, '/');
    if (AMBIGUOUS.test(path)) throw new URIError(`No proof can name the path ${pathname}`);
    if (origin !== this.#okta) return target;
    // Okta compares with the decoded path, its slashes merged (docs/decisions/002). The setter encodes what it has to.
    return Object.assign(new URL(origin), { pathname: path }).href;
  }
}
