import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SERVICE_AUTH_METHODS } from './app-credentials.js';
import { assignmentFields } from './assignments.js';
import { DEFAULT_ROTATION, rotationSchema } from './token-rotation.js';

/** Admin roles the org knows (Okta's names). `null` in a seed: no role. */
export const ADMIN_ROLES = ['SUPER_ADMIN', 'READ_ONLY_ADMIN'] as const;

/** Life-cycle states of a user (Okta Users API). Only `ACTIVE` users can sign in. */
export const USER_STATUSES = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
] as const;

const instant = z.iso.datetime({ precision: 3 });

const userSchema = z.strictObject({
  id: z.string().regex(/^00u[A-Za-z0-9]{17}$/, 'expected an Okta user id: "00u" and 17 letters or digits'),
  status: z.enum(USER_STATUSES),
  role: z.enum(ADMIN_ROLES).nullable(),
  /** Present for the people who may sign in. This is a practice org: it stands on the sign-in page. */
  password: z.string().min(8).optional(),
  created: instant,
  activated: instant.nullable(),
  statusChanged: instant.nullable(),
  lastLogin: instant.nullable(),
  lastUpdated: instant,
  passwordChanged: instant.nullable(),
  profile: z.strictObject({
    firstName: z.string().min(1),
    lastName: z.string().min(1),
    login: z.string().min(1),
    email: z.email(),
    mobilePhone: z.string().nullable(),
    secondEmail: z.string().nullable(),
  }),
});

/** Absolute and without a fragment (RFC 6749 section 3.1.2). */
const redirectUri = z.string().refine((uri) => /^https?:\/\/[^#\s\\@]+$/i.test(uri) && URL.canParse(uri), {
  error: ({ input }) => `“${shorten(String(input))}” is not an absolute http or https address without a fragment.`,
});

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** The longest label of an app, in characters (Okta's limit). */
const MAX_LABEL = 100;

export const consentMethod = z.enum(['TRUSTED', 'REQUIRED'], 'Expected TRUSTED or REQUIRED.');
export const issuerMode = z.enum(['ORG_URL', 'DYNAMIC'], 'Expected ORG_URL or DYNAMIC: this org has one address.');

const appBase = {
  client_id: z.string().regex(/^0oa[A-Za-z0-9]{17}$/, 'expected an Okta client id: "0oa" and 17 letters or digits'),
  label: z
    .string()
    .trim()
    .min(1, 'The field cannot be left blank')
    .max(MAX_LABEL, {
      error: ({ input }) => `Expected at most ${MAX_LABEL} characters; there are ${(input as string).length}.`,
    }),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: instant,
  lastUpdated: instant,
  granted_scopes: z.array(z.string().regex(/^okta\.[a-zA-Z.]+$/, 'expected an okta.* scope')),
  dpop_bound_access_tokens: z.boolean(),
  /** These two say how the app was made (docs/okta-facts.md, section 6), and change nothing here; left out: by the API. */
  consent_method: consentMethod.optional(),
  issuer_mode: issuerMode.optional(),
};

/** An app, as it stands in a seed and as it is kept. */
export const appSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...appBase,
    type: z.literal('browser'),
    redirect_uris: z.array(redirectUri).min(1, 'Expected at least one, or nobody can sign in to the app.').max(100),
    post_logout_redirect_uris: z.array(redirectUri).max(100),
    grant_types: z
      .array(z.enum(['authorization_code', 'refresh_token']))
      .refine((types) => types.includes('authorization_code'), 'must contain "authorization_code"'),
    refresh_token: rotationSchema.default(DEFAULT_ROTATION),
    ...assignmentFields,
  }),
  z.strictObject({
    ...appBase,
    type: z.literal('service'),
    redirect_uris: z.array(redirectUri).max(0),
    post_logout_redirect_uris: z.array(redirectUri).max(0),
    grant_types: z.tuple([z.literal('client_credentials')]),
    role: z.enum(ADMIN_ROLES).nullable(),
    /** Left out: `private_key_jwt`. */
    token_endpoint_auth_method: z
      .enum(SERVICE_AUTH_METHODS, `Expected one of ${SERVICE_AUTH_METHODS.join(', ')} for a service app.`)
      .optional(),
    /** Of an app whose method asks for one (characters: RFC 6749 appendix A.2). */
    client_secret: z
      .string()
      .regex(/^[\x21-\x7e]{14,100}$/, 'Expected 14 to 100 characters of ASCII without spaces.')
      .optional(),
    jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string().optional() })) }),
  }),
]);

/** What an origin can be trusted for: calls that stand on the org's session, and redirects (Okta's names). */
export const ORIGIN_SCOPES = ['CORS', 'REDIRECT'] as const;

/** The most characters that the name of a trusted origin may have, and the origin itself (Okta's limit). */
const MAX_ORIGIN_TEXT = 255;

const BLANK = 'The field cannot be left blank';

const originText = z
  .string({ error: ({ input }) => (input === undefined ? BLANK : 'Expected a text.') })
  .trim()
  .min(1, { error: BLANK, abort: true })
  .max(MAX_ORIGIN_TEXT, {
    error: ({ input }) => `Expected at most ${MAX_ORIGIN_TEXT} characters; there are ${(input as string).length}.`,
    abort: true,
  });

/** An origin as browsers write it (RFC 6454 section 6.2): a slash at the end or an upper-case host is put right. */
const webOrigin = originText
  .refine((text) => /^https?:\/\/[^\s/?#@*\\]+\/?$/i.test(text) && URL.canParse(text), {
    error: ({ input }) =>
      `Origin value is not valid. “${shorten(String(input))}” is not http or https with a host and, if need be, a port: no path, no wildcard, no user name. Expected one like http://localhost:4200.`,
    abort: true,
  })
  .transform((text) => new URL(text).origin);

/** A trusted origin, as it stands in a seed and as it is kept; members as in Okta's API (docs/okta-facts.md, section 5.3). */
export const trustedOriginSchema = z.strictObject({
  id: z.string().regex(/^tos[A-Za-z0-9]{17}$/, 'expected an Okta trusted origin id: "tos" and 17 letters or digits'),
  name: originText,
  origin: webOrigin,
  scopes: z
    .array(z.strictObject({ type: z.enum(ORIGIN_SCOPES, `Expected one of ${ORIGIN_SCOPES.join(', ')}.`) }), {
      error: ({ input }) => (input === undefined ? BLANK : 'Expected a list, such as [{"type":"CORS"}].'),
    })
    .min(1, 'Expected at least one of CORS, REDIRECT, or the origin is trusted for nothing.')
    .refine((scopes) => new Set(scopes.map(({ type }) => type)).size === scopes.length, 'Expected each type once.'),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: instant,
  /** Id of the user, or of the service app, that did it. */
  createdBy: z.string(),
  lastUpdated: instant,
  lastUpdatedBy: z.string(),
});

const seedSchema = z
  .strictObject({
    users: z.array(userSchema).min(1),
    apps: z.array(appSchema).min(1),
    // A seed from before there were any has none.
    trustedOrigins: z.array(trustedOriginSchema).default([]),
  })
  .superRefine((seed, context) => {
    const unique = (list: string, field: string, values: string[]): void =>
      values.forEach((value, index) => {
        if (values.indexOf(value) !== index) {
          context.addIssue({
            code: 'custom',
            path: [list, index, ...field.split('.')],
            message: `"${value}" stands there twice`,
          });
        }
      });
    unique(
      'users',
      'id',
      seed.users.map((user) => user.id),
    );
    unique(
      'users',
      'profile.login',
      seed.users.map((user) => user.profile.login.toLowerCase()),
    );
    unique(
      'apps',
      'client_id',
      seed.apps.map((app) => app.client_id),
    );
    for (const field of ['id', 'name', 'origin'] as const) {
      unique(
        'trustedOrigins',
        field,
        seed.trustedOrigins.map((trusted) => trusted[field]),
      );
    }
  });

export type Seed = z.infer<typeof seedSchema>;
export type User = Seed['users'][number];
export type App = Seed['apps'][number];
export type TrustedOrigin = Seed['trustedOrigins'][number];
export type OriginScope = (typeof ORIGIN_SCOPES)[number];
export type AdminRole = (typeof ADMIN_ROLES)[number];

/** Thrown by {@link readSeed}; the message names the file and, a line each, every wrong field. */
export class SeedError extends Error {
  readonly code = 'ERR_SEED';
  override readonly name = 'SeedError';
}

/**
 * Reads and checks a seed.
 *
 * @param path of the JSON file
 * @throws SeedError when the file cannot be read, is no JSON, or a field is wrong (each by its path, as `users[3].status`)
 */
export function readSeed(path: string): Seed {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new SeedError(`The seed ${path} cannot be read: ${(error as Error).message}`);
  }
  const result = seedSchema.safeParse(json);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${fieldPath(issue.path)}: ${issue.message}`);
  throw new SeedError(`The seed ${path} is wrong:\n${lines.join('\n')}`);
}

/** How people write where a field is: `apps[1].label`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return '(the whole file)';
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}
