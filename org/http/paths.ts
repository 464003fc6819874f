/** The endpoints of Okta's org authorization server. */
export const AUTHORIZE_PATH = '/oauth2/v1/authorize';
export const TOKEN_PATH = '/oauth2/v1/token';
export const KEYS_PATH = '/oauth2/v1/keys';
export const LOGOUT_PATH = '/oauth2/v1/logout';
export const USERINFO_PATH = '/oauth2/v1/userinfo';
export const REVOKE_PATH = '/oauth2/v1/revoke';
export const INTROSPECT_PATH = '/oauth2/v1/introspect';

/** The System Log, in the Management API. */
export const LOGS_PATH = '/api/v1/logs';

/** The sign-in page. Each attempt has its own path below it. */
export const SIGN_IN_PATH = '/signin';

/** Ends the org's session without an app (Okta's path). */
export const SIGN_OUT_PATH = '/login/signout';

/** The session of the browser (Okta's Sessions API). */
export const SESSION_PATH = '/api/v1/sessions/me';
