import { LOGS_PATH, USERINFO_PATH } from '../http/paths.js';
import { addGrant, getGrant, listGrants, removeGrant } from './apps/app-grants.js';
import { addKey, getKey, listKeys, removeKey } from './apps/app-keys.js';
import { addRole, listRoles, removeRole } from './apps/app-roles.js';
import { APP_USER_ENDPOINTS } from './apps/app-users.js';
import { activateApp, createApp, deactivateApp, deleteApp, getApp, listApps, updateApp } from './apps/apps.js';
import type { Endpoint } from './endpoint.js';
import { listLogs } from './logs.js';
import { TRUSTED_ORIGIN_ENDPOINTS } from './trusted-origins.js';
import { userinfo } from './userinfo.js';
import { getUser, listUsers } from './users.js';

/**
 * All endpoints that require an access token. The router, the guard, the org's front page and `docs/endpoints.md` are
 * made of this table. Parts that go beyond the tutorials bring their own rows: removing one is deleting its file or folder
 * and its line here.
 */
// prettier-ignore
export const ENDPOINTS: readonly Endpoint[] = [
  ['GET',    USERINFO_PATH,                               'openid',                'none',        userinfo],
  ['POST',   USERINFO_PATH,                               'openid',                'none',        userinfo],

  ['GET',    '/api/v1/users',                             'okta.users.read.self',  'none',        listUsers],
  ['GET',    '/api/v1/users/:userId',                     'okta.users.read.self',  'none',        getUser],

  ['GET',    '/api/v1/apps',                              'okta.apps.read',        'admin',       listApps],
  ['POST',   '/api/v1/apps',                              'okta.apps.manage',      'super-admin', createApp],
  ['GET',    '/api/v1/apps/:appId',                       'okta.apps.read',        'admin',       getApp],
  ['PUT',    '/api/v1/apps/:appId',                       'okta.apps.manage',      'super-admin', updateApp],
  ['DELETE', '/api/v1/apps/:appId',                       'okta.apps.manage',      'super-admin', deleteApp],
  ['POST',   '/api/v1/apps/:appId/lifecycle/activate',    'okta.apps.manage',      'super-admin', activateApp],
  ['POST',   '/api/v1/apps/:appId/lifecycle/deactivate',  'okta.apps.manage',      'super-admin', deactivateApp],

  ['GET',    '/api/v1/apps/:appId/grants',                'okta.appGrants.read',   'admin',       listGrants],
  ['POST',   '/api/v1/apps/:appId/grants',                'okta.appGrants.manage', 'super-admin', addGrant],
  ['GET',    '/api/v1/apps/:appId/grants/:grantId',       'okta.appGrants.read',   'admin',       getGrant],
  ['DELETE', '/api/v1/apps/:appId/grants/:grantId',       'okta.appGrants.manage', 'super-admin', removeGrant],

  ['GET',    '/api/v1/apps/:appId/credentials/jwks',        'okta.apps.read',      'admin',       listKeys],
  ['POST',   '/api/v1/apps/:appId/credentials/jwks',        'okta.apps.manage',    'super-admin', addKey],
  ['GET',    '/api/v1/apps/:appId/credentials/jwks/:keyId', 'okta.apps.read',      'admin',       getKey],
  ['DELETE', '/api/v1/apps/:appId/credentials/jwks/:keyId', 'okta.apps.manage',    'super-admin', removeKey],

  ['GET',    '/oauth2/v1/clients/:appId/roles',           'okta.roles.read',       'admin',       listRoles],
  ['POST',   '/oauth2/v1/clients/:appId/roles',           'okta.roles.manage',     'super-admin', addRole],
  ['DELETE', '/oauth2/v1/clients/:appId/roles/:roleId',   'okta.roles.manage',     'super-admin', removeRole],

  ['GET',    LOGS_PATH,                                   'okta.logs.read',        'admin',       listLogs],

  ...APP_USER_ENDPOINTS,
  ...TRUSTED_ORIGIN_ENDPOINTS,
];

/** The table for people, with paths as Okta's documentation writes them: `/api/v1/users/{userId}`. */
export function endpointRows(): (readonly [method: string, path: string, scope: string, role: string])[] {
  return ENDPOINTS.map(([method, path, scope, role]) => [method, path.replaceAll(/:(\w+)/g, '{$1}'), scope, role]);
}
