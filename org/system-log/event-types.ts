import type { AppDeed } from '../model/app-changes.js';
import type { TrustedOriginDeed } from '../model/trusted-origins.js';

/** Name and message of each kind of event. The names are Okta's but for those that begin with `practice`. */
export const EVENT_TYPES = {
  signIn: { eventType: 'user.session.start', displayMessage: 'User login to Okta' },
  authorize: { eventType: 'app.oauth2.authorize.code', displayMessage: 'OIDC authorization code request' },
  tokenGranted: { eventType: 'app.oauth2.token.grant.access_token', displayMessage: 'OIDC access token is granted' },
  tokenRequest: { eventType: 'app.oauth2.token.grant', displayMessage: 'OIDC token request' },
  invalidClient: { eventType: 'app.oauth2.invalid_client_credentials', displayMessage: 'Invalid client credentials' },
  tokenReused: {
    eventType: 'app.oauth2.token.detect_reuse',
    displayMessage: 'One-time refresh token reuse detected for the org authorization server',
  },
  tokenRevoked: { eventType: 'app.oauth2.token.revoke', displayMessage: 'OAuth2 token revocation request' },
  signOut: { eventType: 'user.session.end', displayMessage: 'User logout from Okta' },
  rateLimit: { eventType: 'system.org.rate_limit.violation', displayMessage: 'Rate limit violation' },
  // Okta logs no refused calls of its API: who gets a terse 400 there asks in vain.
  // Nor does it log who looks at a token.
  tokenIntrospected: { eventType: 'practice.token.introspect', displayMessage: 'Token introspection request' },
  apiAccess: { eventType: 'practice.api.access', displayMessage: 'API call refused' },
} as const;

/** The same for what was done to an app. */
export const CHANGE_EVENT_TYPES: Record<AppDeed, { eventType: string; displayMessage: string }> = {
  create: { eventType: 'application.lifecycle.create', displayMessage: 'Create application' },
  update: { eventType: 'application.lifecycle.update', displayMessage: 'Update application' },
  activate: { eventType: 'application.lifecycle.activate', displayMessage: 'Activate application' },
  deactivate: { eventType: 'application.lifecycle.deactivate', displayMessage: 'Deactivate application' },
  delete: { eventType: 'application.lifecycle.delete', displayMessage: 'Delete application' },
  grantScope: { eventType: 'app.oauth2.admin.consent.grant', displayMessage: 'Admin consent granted' },
  revokeScope: { eventType: 'app.oauth2.admin.consent.revoke', displayMessage: 'Admin consent revoked' },
  assignRole: {
    eventType: 'app.oauth2.client.privilege.grant',
    displayMessage: 'Grant OAuth 2.0 client application privilege',
  },
  removeRole: {
    eventType: 'app.oauth2.client.privilege.revoke',
    displayMessage: 'Revoke OAuth 2.0 client application privilege',
  },
  addKey: {
    eventType: 'app.oauth2.credentials.lifecycle.create',
    displayMessage: 'Create OAuth 2.0 client credential',
  },
  removeKey: {
    eventType: 'app.oauth2.credentials.lifecycle.delete',
    displayMessage: 'Delete OAuth 2.0 client credential',
  },
  assignUser: { eventType: 'application.user_membership.add', displayMessage: 'Add user to application membership' },
  unassignUser: {
    eventType: 'application.user_membership.remove',
    displayMessage: "Remove user's application membership",
  },
};

/** The same for what was done to a trusted origin. */
export const TRUSTED_ORIGIN_EVENT_TYPES: Record<TrustedOriginDeed, { eventType: string; displayMessage: string }> = {
  create: { eventType: 'security.trusted_origin.create', displayMessage: 'Create trusted origin' },
  update: { eventType: 'security.trusted_origin.update', displayMessage: 'Update trusted origin' },
  activate: { eventType: 'security.trusted_origin.activate', displayMessage: 'Activate trusted origin' },
  deactivate: { eventType: 'security.trusted_origin.deactivate', displayMessage: 'Deactivate trusted origin' },
  delete: { eventType: 'security.trusted_origin.delete', displayMessage: 'Delete trusted origin' },
};

export type EventType = (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES];
