import { createHash } from 'node:crypto';
import type { AccessTokenClaims } from '../tokens/access-tokens.js';
import type { Directory } from '../model/directory.js';
import type { OrgContext } from '../context.js';
import { OktaError } from '../http/errors.js';
import { json } from '../http/response.js';
import type { User } from '../model/user.js';
import type { ApiContext } from './endpoint.js';
import { OPERATORS, parseExpression, type Properties } from './expression.js';
import { paginate } from './paginate.js';
import { hasRole, hasScope } from './permissions.js';

const PROFILE = ['firstName', 'lastName', 'mobilePhone', 'secondEmail', 'login', 'email'] as const;
const TOP_LEVEL = ['id', 'status', 'created', 'activated', 'statusChanged', 'lastUpdated'] as const;

const NAMES = ['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login'];
const INEQUALITIES = OPERATORS.filter((operator) => /^[gl]/.test(operator));

/** Okta's `search`: all properties; only names by a part of their value. */
const SEARCH: Properties<User> = {
  operators: (property) =>
    isProperty(property) ? OPERATORS.filter((operator) => operator !== 'co' || NAMES.includes(property)) : [],
  value: (user, property) => valueOf(user, property) ?? null,
  ignoreCase: true,
};

/** Okta's `filter`: few properties by their whole value, and `lastUpdated` by time. */
const FILTER: Properties<User> = {
  operators: (property) => {
    if (property === 'lastUpdated') return ['eq', ...INEQUALITIES];
    return ['id', 'status', ...NAMES].includes(property) ? ['eq'] : [];
  },
  value: SEARCH.value,
  ignoreCase: false,
};

/**
 * `GET /api/v1/users`: the users that the caller may see, by page. With `okta.users.read`, an admin sees all users and
 * other callers see none (Okta answers with an empty list, not with an error). With only `okta.users.read.self`, callers
 * see themselves (docs/okta-facts.md, sections 3.5 and 5.1).
 */
export function listUsers(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const query = new URLSearchParams(ctx.querystring);
  const q = query.get('q')?.toLowerCase() ?? '';
  const search = query.get('search') ?? '';
  const filter = query.get('filter') ?? '';
  const tests = [
    // `search` and `filter` find deprovisioned users too.
    ...(search === '' && filter === '' ? [(user: User) => user.status !== 'DEPROVISIONED'] : []),
    ...(q === '' ? [] : [(user: User) => startsWith(user, q)]),
    ...(search === '' ? [] : [parseExpression(search, SEARCH)]),
    ...(filter === '' ? [] : [parseExpression(filter, FILTER)]),
  ];
  const visible = visibleTo(ctx.state.claims, directory);
  const sortBy = search === '' ? null : query.get('sortBy');
  const users = paginate(ctx, origin, sortBy === null ? visible : sorted(visible, sortBy, query.get('sortOrder')), {
    limit: q === '' ? 200 : 10,
    single: q !== '',
    cursor: ({ id }) => `2${id}`,
    matches: (user) => tests.every((test) => test(user)),
  });
  json(
    ctx,
    users.map((user) => userJson(origin, user)),
  );
}

/**
 * `GET /api/v1/users/{id}`: one user by id, by login, or `me`. Callers may always read themselves; for others they need
 * `okta.users.read` and an admin role. A caller who may not read others does not learn whether they exist.
 */
export function getUser(ctx: ApiContext, { origin, directory }: OrgContext): void {
  const { userId: id } = ctx.params;
  const { claims } = ctx.state;
  const user = id === 'me' ? directory.user(claims.uid ?? '') : directory.user(id);
  const isSelf = id === 'me' || (user !== undefined && user.id === claims.uid);
  if (!isSelf && !(hasScope(claims.scp, 'okta.users.read') && hasRole(claims, 'admin', directory))) {
    throw new OktaError('E0000006');
  }
  if (!user) throw new OktaError('E0000007', `${id} (User)`);
  const body = singleUserJson(origin, user);
  ctx.etag = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
  json(ctx, body);
}

/** Okta's `q` for users: whether a name, the email or the login starts with a text in lower case. */
export function startsWith({ profile }: User, q: string): boolean {
  return [profile.firstName, profile.lastName, profile.email, profile.login].some((text) =>
    text.toLowerCase().startsWith(q),
  );
}

function visibleTo(claims: AccessTokenClaims, directory: Directory): readonly User[] {
  if (!hasScope(claims.scp, 'okta.users.read')) return directory.users().filter(({ id }) => id === claims.uid);
  return hasRole(claims, 'admin', directory) ? directory.users() : [];
}

/** Without regard to case; users with the same value by id. */
function sorted(users: readonly User[], property: string, order: string | null): User[] {
  if (!isProperty(property)) {
    throw new OktaError('E0000031', '', [`Expected a property to sort by, found ${property.slice(0, 50)}`]);
  }
  const direction = order?.toLowerCase() === 'desc' ? -1 : 1;
  const key = (user: User): string => (valueOf(user, property) ?? '').toLowerCase();
  const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
  return users.toSorted((a, b) => direction * compare(key(a), key(b)) || compare(a.id, b.id));
}

/** The value of a property such as `status` or `profile.email`; undefined for an unknown one. */
function valueOf(user: User, property: string): string | null | undefined {
  const top = TOP_LEVEL.find((name) => name === property);
  if (top) return user[top];
  const member = PROFILE.find((name) => `profile.${name}` === property);
  return member && user.profile[member];
}

function isProperty(property: string): boolean {
  return [...TOP_LEVEL, ...PROFILE.map((name) => `profile.${name}`)].includes(property);
}

/** The only user type of the org. */
const USER_TYPE = 'oty1practice0default';

/** A user as an item of a list, in Okta's order (docs/okta-facts.md, section 5.1). */
export function userJson(origin: string, user: User): Record<string, unknown> {
  const { id, status, created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged } = user;
  const { firstName, lastName, mobilePhone, secondEmail, login, email } = user.profile;
  return {
    id,
    status,
    created,
    activated,
    statusChanged,
    lastLogin,
    lastUpdated,
    passwordChanged,
    type: { id: USER_TYPE },
    profile: { firstName, lastName, mobilePhone, secondEmail, login, email },
    credentials: {
      ...(passwordChanged !== null && { password: {} }),
      emails: [{ value: email, status: 'VERIFIED', type: 'PRIMARY' }],
      provider: { type: 'OKTA', name: 'OKTA' },
    },
    _links: { self: { href: `${origin}/api/v1/users/${id}` } },
  };
}

/** A single user: as in a list, with links to the lifecycle operations that its status allows. */
export function singleUserJson(origin: string, user: User): Record<string, unknown> {
  const json = userJson(origin, user);
  const self = `${origin}/api/v1/users/${user.id}`;
  const lifecycle = (step: string): object => ({ href: `${self}/lifecycle/${step}`, method: 'POST' });
  return {
    ...json,
    _links: {
      ...(user.status === 'ACTIVE' && {
        suspend: lifecycle('suspend'),
        resetPassword: lifecycle('reset_password'),
        expirePassword: lifecycle('expire_password'),
        deactivate: lifecycle('deactivate'),
      }),
      schema: { href: `${origin}/api/v1/meta/schemas/user/osc1practice0default` },
      self: { href: self },
      type: { href: `${origin}/api/v1/meta/types/user/${USER_TYPE}` },
    },
  };
}
