import { readFileSync } from 'node:fs';
import { z } from 'zod';
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
    jwks: z.strictObject({ keys: z.array(z.looseObject({ kty: z.enum(['RSA', 'EC']), kid: z.string().optional() })) }),
  }),
]);

const seedSchema = z
  .strictObject({ users: z.array(userSchema).min(1), apps: z.array(appSchema).min(1) })
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
  });

export type Seed = z.infer<typeof seedSchema>;
export type User = Seed['users'][number];
export type App = Seed['apps'][number];
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
