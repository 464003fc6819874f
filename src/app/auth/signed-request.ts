import { HttpContextToken, type HttpRequest } from '@angular/common/http';
import { DOCUMENT, inject } from '@angular/core';
import { OKTA_APP_CONFIG } from './okta-config';
import { signableUrl } from './signable-url';

/** Set on a request, it lets the interceptor sign the userinfo endpoint of the issuer, too: exactly that address. */
export const SIGN_USERINFO = new HttpContextToken(() => false);

/** The userinfo endpoint of the org authorization server. */
export function userinfoUrl(issuer: string): string {
  return `${issuer}/oauth2/v1/userinfo`;
}

/**
 * The `htu` of a request that may carry the access token and a proof; undefined for any other, and for one whose
 * caller has set an `Authorization` of its own. Needs an injection context.
 */
export function htuOf(request: HttpRequest<unknown>): string | undefined {
  const { issuer } = inject(OKTA_APP_CONFIG);
  const { baseURI } = inject(DOCUMENT);
  if (request.headers.has('Authorization')) return undefined;
  const userinfo = userinfoUrl(issuer);
  if (request.context.get(SIGN_USERINFO) && request.urlWithParams === userinfo) return userinfo;
  return signableUrl(request.urlWithParams, issuer, baseURI);
}

/** Whether a request may be sent again when it is not known what became of it (RFC 9110 section 9.2.1). */
export function isSafe({ method }: HttpRequest<unknown>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}
