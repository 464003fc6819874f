import type { AccessTokenClaims } from '../../tokens/access-tokens.js';
import type { Directory } from '../../model/directory.js';
import type { OrgContext } from '../../context.js';
import { json, OktaError } from '../../http/errors.js';
import type { User } from '../../model/user.js';
import { OPERATORS, parseExpression, type Vocabulary } from '../expression.js';
import type { GuardedContext } from '../guard.js';
import { page } from '../page.js';
import { roleOf } from '../role.js';
import { hasScope } from '../scope.js';
import { startsWith } from './starts-with.js';
import { userJson } from './user-json.js';

const PROFILE = ['firstName', 'lastName', 'mobilePhone', 'secondEmail', 'login', 'email'] as const;
const TOP_LEVEL = ['id', 'status', 'created', 'activated', 'statusChanged', 'lastUpdated'] as const;

const NAMES = ['profile.firstName', 'profile.lastName', 'profile.email', 'profile.login'];
const INEQUALITIES = OPERATORS.filter((operator) => /^[gl]/.test(operator));

/** The text of a property such as `status` or `profile.email`; undefined for what is no property. */
function valueOf(user: User, property: string): string | null | undefined {
  const top = TOP_LEVEL.find((name) => name === property);
  if (top) return user[top];
  const member = PROFILE.find((name) => `profile.${name}` === property);
  return member && user.profile[member];
}

const isProperty = (property: string): boolean =>
  [...TOP_LEVEL, ...PROFILE.map((name) => `profile.${name}`)].includes(property);

/** Okta's `search`: every property; a part of a value only in names. */
const SEARCH: Vocabulary<User> = {
  operators: (property) =>
    isProperty(property) ? OPERATORS.filter((operator) => operator !== 'co' || NAMES.includes(property)) : [],
  value: (user, property) => valueOf(user, property) ?? null,
  ignoreCase: true,
};

/** Okta's `filter`: whole values of few properties, and times for `lastUpdated`. */
const FILTER: Vocabulary<User> = {
  operators: (property) => {
    if (property === 'lastUpdated') return ['eq', ...INEQUALITIES];
    return ['id', 'status', ...NAMES].includes(property) ? ['eq'] : [];
  },
  value: SEARCH.value,
  ignoreCase: false,
};

/**
 * `GET /api/v1/users`: the users that the caller may see, by page. With `okta.users.read` these are everybody for an
 * admin and nobody for others (Okta answers an empty list, not an error); with `okta.users.read.self` alone, the
 * caller (docs/okta-facts.md, sections 3.5 and 5.1).
 */
export function listUsers(context: OrgContext): (ctx: GuardedContext) => void {
  const { origin, directory } = context;
  return (ctx) => {
    const { claims } = ctx.state;
    const query = new URLSearchParams(ctx.querystring);
    const q = query.get('q')?.toLowerCase() ?? '';
    const search = query.get('search') ?? '';
    const filter = query.get('filter') ?? '';
    const tests = [
      // A question by search or filter finds those who left, too.
      ...(search === '' && filter === '' ? [(user: User) => user.status !== 'DEPROVISIONED'] : []),
      ...(q === '' ? [] : [(user: User) => startsWith(user, q)]),
      ...(search === '' ? [] : [parseExpression(search, SEARCH)]),
      ...(filter === '' ? [] : [parseExpression(filter, FILTER)]),
    ];
    const visible = visibleTo(claims, directory);
    const sortBy = search === '' ? null : query.get('sortBy');
    const users = page(ctx, origin, sortBy === null ? visible : sorted(visible, sortBy, query.get('sortOrder')), {
      limit: q === '' ? 200 : 10,
      single: q !== '',
      cursor: ({ id }) => `2${id}`,
      matches: (user) => tests.every((test) => test(user)),
    });
    json(
      ctx,
      users.map((user) => userJson(origin, user)),
    );
  };
}

function visibleTo(claims: AccessTokenClaims, directory: Directory): readonly User[] {
  if (!hasScope(claims.scp, 'okta.users.read')) return directory.users().filter(({ id }) => id === claims.uid);
  return roleOf(claims, directory) === null ? [] : directory.users();
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
