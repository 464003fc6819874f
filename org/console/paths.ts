/** Where the Admin Console is. */
export const ADMIN_PATH = '/admin';

/** The org's own sign-in, for a person whom no app sends (Okta's address). `fromURI` says where to go afterwards. */
export const LOGIN_PATH = '/login/login.htm';

export const APPS_PATH = `${ADMIN_PATH}/apps`;
export const NEW_APP_PATH = `${APPS_PATH}/new`;
export const PEOPLE_PATH = `${ADMIN_PATH}/people`;
export const ORIGINS_PATH = `${ADMIN_PATH}/trusted-origins`;
export const NEW_ORIGIN_PATH = `${ORIGINS_PATH}/new`;
export const LOG_PATH = `${ADMIN_PATH}/log`;
export const SWITCHES_PATH = `${ADMIN_PATH}/switches`;
export const SIGN_OUT_PATH = `${ADMIN_PATH}/sign-out`;
