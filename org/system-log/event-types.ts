import type { EventType } from '../model/change.js';

/** The events of requests. What changes an app or a trusted origin names its own event (`model/change.ts`). */
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
  // Okta logs neither introspection nor calls of its API. Here the log shows how each call was decided, which explains the
  // terse 400 of a refused one.
  tokenIntrospected: { eventType: 'practice.token.introspect', displayMessage: 'Token introspection request' },
  apiCall: { eventType: 'practice.api.access', displayMessage: 'API call' },
  apiCallRefused: { eventType: 'practice.api.access', displayMessage: 'API call refused' },
  apiCallFailed: { eventType: 'practice.api.access', displayMessage: 'API call failed' },
} as const satisfies Record<string, EventType>;
