export const ADMIN_PATH = '/admin';

/** The org's own sign-in page, which needs no app (Okta's address). `fromURI` is where to go afterwards. */
export const LOGIN_PATH = '/login/login.htm';

export const APPS_PATH = `${ADMIN_PATH}/apps`;
export const PEOPLE_PATH = `${ADMIN_PATH}/people`;
export const LOG_PATH = `${ADMIN_PATH}/log`;
export const SWITCHES_PATH = `${ADMIN_PATH}/switches`;
export const SIGN_OUT_PATH = `${ADMIN_PATH}/sign-out`;

/** @param tab the last segment of the path; left out: the General tab */
export function appPath({ client_id: id }: { client_id: string }, tab = ''): string {
  return `${APPS_PATH}/${id}${tab && `/${tab}`}`;
}

/** Whether a path belongs to the console. */
export function isConsolePath(path: string): boolean {
  return path === ADMIN_PATH || path.startsWith(`${ADMIN_PATH}/`);
}
