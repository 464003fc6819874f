import type { AppAction } from '../model/app-changes.js';
import type { Change } from '../model/change.js';
import type { TrustedOriginAction } from '../model/trusted-origins.js';

/** Name and message of a kind of event. */
export interface EventType {
  /** Okta's name, except for those that begin with `practice`. */
  eventType: string;
  displayMessage: string;
}

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
  // Okta logs neither introspection nor refused calls of its API. Here the log explains the terse 400 of a refused call.
  tokenIntrospected: { eventType: 'practice.token.introspect', displayMessage: 'Token introspection request' },
  apiAccess: { eventType: 'practice.api.access', displayMessage: 'API call refused' },
} as const satisfies Record<string, EventType>;

const APP_EVENT_TYPES: Record<AppAction, EventType> = {
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

const TRUSTED_ORIGIN_EVENT_TYPES: Record<TrustedOriginAction, EventType> = {
  create: { eventType: 'security.trusted_origin.create', displayMessage: 'Create trusted origin' },
  update: { eventType: 'security.trusted_origin.update', displayMessage: 'Update trusted origin' },
  activate: { eventType: 'security.trusted_origin.activate', displayMessage: 'Activate trusted origin' },
  deactivate: { eventType: 'security.trusted_origin.deactivate', displayMessage: 'Deactivate trusted origin' },
  delete: { eventType: 'security.trusted_origin.delete', displayMessage: 'Delete trusted origin' },
};

/** Event types of changes, by the type of their target and their action. */
export const CHANGE_EVENT_TYPES: Record<Change['target']['type'], Record<string, EventType>> = {
  AppInstance: APP_EVENT_TYPES,
  TrustedOrigin: TRUSTED_ORIGIN_EVENT_TYPES,
};
