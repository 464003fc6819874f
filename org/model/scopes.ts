import type { App } from './app.js';

/** Scopes of OpenID Connect (OpenID Connect Core 1.0 sections 5.4 and 11), which every app may request. */
export const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access'] as const;

/** Resources of Okta's Management API with a scope to read and one to manage them. The org has endpoints for few of them. */
const RESOURCES = [
  'appGrants',
  'apps',
  'authenticators',
  'authorizationServers',
  'brands',
  'clients',
  'devices',
  'domains',
  'eventHooks',
  'factors',
  'features',
  'groups',
  'identitySources',
  'idps',
  'inlineHooks',
  'linkedObjects',
  'logStreams',
  'networkZones',
  'oauthIntegrations',
  'orgs',
  'policies',
  'profileMappings',
  'rateLimits',
  'realms',
  'roles',
  'schemas',
  'sessions',
  'templates',
  'trustedOrigins',
  'userTypes',
  'users',
] as const;

/** Okta's scopes for its Management API, as far as their names are regular. */
export const MANAGEMENT_SCOPES: readonly string[] = [
  ...RESOURCES.flatMap((resource) => [`okta.${resource}.manage`, `okta.${resource}.read`]),
  'okta.logs.read',
  'okta.users.manage.self',
  'okta.users.read.self',
].sort();

/** All scopes that the org knows. */
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
