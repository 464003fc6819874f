import type { OrgContext } from '../context.js';
import type { GuardedContext } from './guard.js';
import type { RequiredRole } from './permissions.js';

/**
 * An endpoint that requires an access token, as a row of the table in `endpoints.ts`. The guard checks, in this order, the
 * token, its scope and the admin role of the caller; the handler sees only requests that passed.
 *
 * `scope` is the least scope: `manage` includes `read`, and both include their `.self`. `role` is the least admin role.
 * With `none`, the handler decides what a caller without a role may see.
 */
export type Endpoint = readonly [
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  scope: string,
  role: RequiredRole,
  handler: Handler,
];

/** Answers a request that passed the guard. */
export type Handler = (ctx: ApiContext, org: OrgContext) => void | Promise<void>;

/** The context of a request that passed the guard, with the parameters that its path in the table names. */
export type ApiContext = GuardedContext & { params: Record<PathParameter, string> };

type PathParameter = 'userId' | 'appId' | 'grantId' | 'keyId' | 'roleId' | 'trustedOriginId';
