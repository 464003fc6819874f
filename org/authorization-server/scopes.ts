import type { App } from '../seed.js';

/** Scopes of OpenID Connect (OpenID Connect Core 1.0 sections 5.4 and 11); every app may ask for them. */
export const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const;

/** Scopes of the Management API that the org has an endpoint for. Okta has some hundred more. */
const MANAGEMENT_SCOPES = ['okta.users.read', 'okta.users.read.self', 'okta.apps.read'] as const;

/** All scopes that an app of the org may ask for. */
export function supportedScopes(apps: readonly App[]): string[] {
  return [...new Set([...OPENID_SCOPES, ...MANAGEMENT_SCOPES, ...apps.flatMap((app) => app.granted_scopes)])];
}

/** Why an app may not have these scopes, in Okta's words; undefined when it may. */
export function scopeFault(scopes: readonly string[], app: App): string | undefined {
  if (scopes.length === 0) return 'No scopes were requested.';
  const openid: readonly string[] = OPENID_SCOPES;
  if (!scopes.every((scope) => openid.includes(scope) || app.granted_scopes.includes(scope))) {
    return 'One or more scopes are not configured for the authorization server resource.';
  }
  if (scopes.some((scope) => openid.includes(scope)) && !scopes.includes('openid')) {
    return "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.";
  }
  return undefined;
}
