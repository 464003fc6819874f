/** Name and message of each kind of event. The names are Okta's but for those that begin with `practice`. */
export const EVENT_TYPES = {
  signIn: { eventType: 'user.session.start', displayMessage: 'User login to Okta' },
  authorize: { eventType: 'app.oauth2.authorize.code', displayMessage: 'OIDC authorization code request' },
  tokenGranted: { eventType: 'app.oauth2.token.grant.access_token', displayMessage: 'OIDC access token is granted' },
  tokenRequest: { eventType: 'app.oauth2.token.grant', displayMessage: 'OIDC token request' },
  invalidClient: { eventType: 'app.oauth2.invalid_client_credentials', displayMessage: 'Invalid client credentials' },
  rateLimit: { eventType: 'system.org.rate_limit.violation', displayMessage: 'Rate limit violation' },
  // Okta logs no refused calls of its API: who gets a terse 400 there asks in vain.
  apiAccess: { eventType: 'practice.api.access', displayMessage: 'API call refused' },
} as const;

export type EventType = (typeof EVENT_TYPES)[keyof typeof EVENT_TYPES];
