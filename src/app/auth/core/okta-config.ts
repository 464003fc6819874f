import { PlatformLocation } from '@angular/common';
import { inject, InjectionToken } from '@angular/core';
import type { OktaAuth } from '@okta/okta-auth-js/core';

/** What the app must know of its authorization server. */
export interface OktaConfig {
  /** `https://dev-123456.okta.com` or, of a custom authorization server, `https://dev-123456.okta.com/oauth2/default`. */
  issuer: string;
  clientId: string;
  scopes: string[];
  /** True: tokens are bound to a key of this browser (RFC 9449). False: bearer tokens (RFC 6750). */
  dpop: boolean;
  /** URLs that get the access token, with all that is below them. Default: the Okta API, `{issuer's origin}/api/`. */
  protectedResources?: string[];
}

export const OKTA_CONFIG = new InjectionToken<OktaConfig>('Okta configuration');
export const OKTA_AUTH = new InjectionToken<OktaAuth>('okta-auth-js');

/** The base of relative URLs. Server rendering has no `document.baseURI`, and a page may have no `<base>`. */
export const BASE_URL = new InjectionToken('base URL', {
  factory: (at = inject(PlatformLocation)) => new URL(at.getBaseHrefFromDOM() || '.', at.href).href,
});
