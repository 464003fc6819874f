import { z } from 'zod';
import { credentialFields } from './app-credentials.js';
import { assignmentFields } from './assignments.js';
import { shorten, timestamp } from './fields.js';
import { rotationFields } from './token-rotation.js';
import { ADMIN_ROLES } from './user.js';

/** Absolute and without a fragment (RFC 6749 section 3.1.2). */
const redirectUri = z.string().refine((uri) => /^https?:\/\/[^#\s\\@]+$/i.test(uri) && URL.canParse(uri), {
  error: ({ input }) => `“${shorten(String(input))}” is not an absolute http or https address without a fragment.`,
});

/** The longest label of an app, in characters (Okta's limit). */
const MAX_LABEL = 100;

export const consentMethod = z.enum(['TRUSTED', 'REQUIRED'], 'Expected TRUSTED or REQUIRED.');
export const issuerMode = z.enum(['ORG_URL', 'DYNAMIC'], 'Expected ORG_URL or DYNAMIC: this org has one address.');

const commonFields = {
  client_id: z.string().regex(/^0oa[A-Za-z0-9]{17}$/, 'expected an Okta client id: "0oa" and 17 letters or digits'),
  label: z
    .string()
    .trim()
    .min(1, 'The field cannot be left blank')
    .max(MAX_LABEL, {
      error: ({ input }) => `Expected at most ${MAX_LABEL} characters; there are ${(input as string).length}.`,
    }),
  status: z.enum(['ACTIVE', 'INACTIVE']),
  created: timestamp,
  lastUpdated: timestamp,
  granted_scopes: z.array(z.string().regex(/^okta\.[a-zA-Z.]+$/, 'expected an okta.* scope')),
  dpop_bound_access_tokens: z.boolean(),
  /** Stored and returned, without any effect here (docs/okta-facts.md, section 6). */
  consent_method: consentMethod.optional(),
  issuer_mode: issuerMode.optional(),
};

/** An app that users sign in to. */
const browserAppSchema = z.strictObject({
  ...commonFields,
  type: z.literal('browser'),
  redirect_uris: z.array(redirectUri).min(1, 'Expected at least one, or nobody can sign in to the app.').max(100),
  post_logout_redirect_uris: z.array(redirectUri).max(100),
  grant_types: z
    .array(z.enum(['authorization_code', 'refresh_token']))
    .refine((types) => types.includes('authorization_code'), 'must contain "authorization_code"'),
  ...rotationFields,
  ...assignmentFields,
});

/** An app that acts for itself, without a user. */
const serviceAppSchema = z.strictObject({
  ...commonFields,
  type: z.literal('service'),
  redirect_uris: z.array(redirectUri).max(0),
  post_logout_redirect_uris: z.array(redirectUri).max(0),
  grant_types: z.tuple([z.literal('client_credentials')]),
  role: z.enum(ADMIN_ROLES).nullable(),
  ...credentialFields,
});

/** An app, in a seed and in the state. */
export const appSchema = z.discriminatedUnion('type', [browserAppSchema, serviceAppSchema]);

export type BrowserApp = z.infer<typeof browserAppSchema>;
export type ServiceApp = z.infer<typeof serviceAppSchema>;
export type App = BrowserApp | ServiceApp;
